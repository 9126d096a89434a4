import { requireSlug } from '../../github/slug.ts';
import { oneLine, plural } from '../../platform/text.ts';
import { browseIssues } from '../../symphony/issues/browse.ts';
import type { IssueView } from '../../symphony/issues/status.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { type IssuesOutput, printJson } from '../json.ts';
import { ago } from '../render/format.ts';
import { noteProblems } from '../render/problems.ts';
import type { Terminal } from '../terminal.ts';

/** `symphony issues OWNER/REPO`: the project's labelled issues, who works on which, and their documents. */
export async function issues(
  door: Door,
  slug: string,
  options: { json?: boolean; refresh?: boolean },
): Promise<number> {
  requireSlug(slug);
  const ctx = await door.context();
  const { terminal } = door;
  const browsed = await browseIssues(ctx, [slug], { refresh: options.refresh ?? false, signal: door.signal });
  const found = browsed.bySlug.get(slug) ?? [];
  const failed = browsed.problems.some((problem) => problem.severity === 'error');
  if (options.json) {
    const output: IssuesOutput = {
      slug,
      issues: found,
      problems: browsed.problems,
      rateLimit: browsed.rateLimit,
    };
    printJson(terminal, output);
    return failed ? EXIT.failed : EXIT.good;
  }
  noteProblems(terminal, browsed.problems);
  const now = ctx.clock.now();
  for (const issue of found) for (const line of issueLines(issue, now, terminal)) terminal.out(line);
  if (found.length === 0 && !failed)
    terminal.out(
      `${slug} has no issue labelled runmaestro.ai. Its maintainers add the label to invite contributions.`,
    );
  if (!ctx.github.signedIn && browsed.rateLimit)
    terminal.note(
      `Signed out: ${plural(browsed.rateLimit.remaining, 'request')} left until ${browsed.rateLimit.resetAt}. Sign in with GITHUB_TOKEN or \`gh auth login\`.`,
    );
  return failed ? EXIT.failed : EXIT.good;
}

function issueLines(issue: IssueView, now: Date, terminal: Terminal): string[] {
  const status = { available: 'green', in_progress: 'yellow', blocked: 'red', completed: 'dim' } as const;
  const lines = [
    `#${issue.number}  ${terminal.look(status[issue.status], issue.status.replace('_', ' '))}  ${oneLine(issue.title, 120)}  ${terminal.look('dim', `by ${oneLine(issue.author, 40)}, ${ago(issue.updatedAt, now)}`)}`,
  ];
  if (issue.claim)
    lines.push(
      `    ${issue.claim.draft ? 'draft ' : ''}#${issue.claim.number} by ${oneLine(issue.claim.author, 40)}${issue.claim.stale ? ', no push for 14 days (stale)' : ''}  ${issue.claim.url}`,
    );
  for (const document of issue.documents)
    lines.push(`    - ${oneLine(document.path, 120)}${document.external ? ' (external)' : ''}`);
  for (const problem of issue.problems) lines.push(`    ${terminal.look('yellow', problem.message)}`);
  return lines;
}
