import { githubAddresses } from '../../github/addresses.ts';
import { requireSlug, slugOf } from '../../github/slug.ts';
import type { Issue, Preflight } from '../../github/types.ts';
import { MaestroError } from '../../platform/errors.ts';
import { oneLine } from '../../platform/text.ts';
import type { Agent, AgentStatus, Sandbox } from '../../runner/agents/agent.ts';
import { findAgent } from '../../runner/agents/index.ts';
import { taskPrompt } from '../../runner/autorun/prompt.ts';
import { requireGit } from '../../runner/workspace/git-version.ts';
import { type Budgets, changeBudgets, NO_BUDGETS, type TurnMinutes } from '../budget/budgets.ts';
import { budgetsOf, turnLimitsOf } from '../budget/from-text.ts';
import type { SymphonyContext } from '../context.ts';
import { workingCopy } from '../engine/working-copy.ts';
import { newContributionId } from '../ids.ts';
import { readDocumentList } from '../issues/documents.ts';
import { hiddenParts, revealHidden } from '../issues/hidden.ts';
import type { StartFacts } from '../journal/events.ts';
import type { Problem } from '../problem.ts';
import { type PlannedDocument, planDocuments } from './plan-documents.ts';
import { planFolder } from './plan-folder.ts';
import { OWN_PLACES, requireAvailable, requireContributable } from './requirements.ts';
import { sandboxWarnings } from './sandbox-warnings.ts';
import { requireRehearsalFor } from './no-model.ts';
import { parseTarget } from './target.ts';

/** What the user chose. */
export interface StartOptions {
  /** `owner/repo#12` or the issue's address. */
  target: string;
  agent: string;
  model: string | null;
  /** Null for `Symphony: owner/repo #12`. */
  name: string | null;
  /** Null for the default place. */
  dir: string | null;
  freshContext: 'task' | 'document';
  finalize: 'ask' | 'auto';
  /** What the agent may do. */
  sandbox: Sandbox;
  /** What may be spent; the environment's budgets hold where nothing is said. */
  budgets?: Partial<Budgets>;
  /** The limits of a turn; the environment's hold where nothing is said. */
  turnMinutes?: Partial<TurnMinutes>;
}

/** Everything a person should see before a start, and all that `createContribution` needs. Texts are strangers' words. */
export interface StartPlan {
  /** The id that the contribution will have. */
  id: string;
  name: string;
  slug: string;
  projectUrl: string;
  webUrl: string;
  apiUrl: string;
  issue: { number: number; title: string; url: string; author: string };
  /** The issue's body with its hidden parts marked, and how many there are. */
  issueText: string;
  hiddenParts: number;
  documents: PlannedDocument[];
  /** The project's rules for contributions, as they stand on the default branch. */
  policies: { path: string; text: string }[];
  /** The project asks for a sign-off (DCO): every commit will have one. */
  signOff: boolean;
  /** There is no push right: the branch will be on a fork. */
  fork: boolean;
  /** Where the clone will be. */
  dir: string;
  /** The folder that was asked for; null for the default place. */
  askedDir: string | null;
  agent: AgentStatus;
  model: string | null;
  freshContext: 'task' | 'document';
  finalize: 'ask' | 'auto';
  sandbox: Sandbox;
  budgets: Budgets;
  turnMinutes: TurnMinutes;
  user: StartFacts['user'];
  /** The very words of the first turn. */
  promptPreview: string;
  warnings: Problem[];
}

/**
 * Looks at everything that a start needs and changes nothing. What stands in the way is thrown, what is only worth
 * knowing is among the warnings.
 * @throws MaestroError `start.bad-target`, `start.not-signed-in`, `git.missing`, `agent.unknown`, `agent.rehearsal-only`,
 * `agent.not-installed`, `agent.not-signed-in`, `agent.not-ready`, `issue.closed`, `issue.not-labelled`, `issue.blocked`, `issue.taken`, `issue.no-documents`,
 * `issue.no-open-tasks`, `project.archived`, `budget.bad-value`, `document.*`, `workspace.*`, `github.*`.
 */
export async function planStart(
  ctx: SymphonyContext,
  options: StartOptions,
  signal: AbortSignal,
): Promise<StartPlan> {
  const target = parseTarget(options.target, ctx.github.webUrl);
  const repo = requireSlug(target.slug);
  // What was written wrong comes before what is missing: a sign-in would not help it.
  const wanted = findAgent(options.agent);
  requireRehearsalFor(wanted.id, ctx.env);
  requireSignedIn(ctx);
  const budgets = changeBudgets(changeBudgets(NO_BUDGETS, budgetsOf(ctx.env)), options.budgets ?? {});
  const turnMinutes = { ...turnLimitsOf(ctx.env), ...options.turnMinutes };
  const [agent, viewer, issue, closers] = await Promise.all([
    usableAgent(ctx, wanted, signal),
    ctx.github.viewer(signal),
    ctx.github.issue(repo, target.issue, signal),
    ctx.github.openClosers(repo, target.issue, signal),
    requireGit(ctx.env, signal),
  ]);
  requireAvailable(target.slug, issue, closers);
  const list = readDocumentList(issue.body);
  const paths = list.documents.filter(({ external }) => !external).map(({ path }) => path);
  const project = await ctx.github.preflight(repo, [...paths, ...OWN_PLACES], signal);
  requireDocuments(target.slug, issue, list);
  requireContributable(project);
  const documents = await planDocuments(ctx, project, list.documents, signal);
  const id = newContributionId();
  const slug = slugOf(requireSlug(project.slug));
  return {
    id,
    name: oneLine(options.name ?? '') || `Symphony: ${slug} #${issue.number}`,
    slug,
    projectUrl: project.url,
    ...githubAddresses(ctx.env),
    issue: { number: issue.number, title: oneLine(issue.title, 256), url: issue.url, author: issue.author },
    issueText: revealHidden(issue.body),
    hiddenParts: hiddenParts(issue.body).length,
    documents,
    policies: project.policies,
    signOff: project.signOff,
    fork: !project.canPush,
    dir: await planFolder(ctx, project, viewer.login, { slug, dir: options.dir, issue: issue.number, id }),
    askedDir: options.dir,
    agent,
    model: options.model,
    freshContext: options.freshContext,
    finalize: options.finalize,
    sandbox: options.sandbox,
    budgets,
    turnMinutes,
    user: { login: viewer.login, id: viewer.id },
    promptPreview: previewOf(id, documents),
    warnings: [...sandboxWarnings(options.sandbox), ...warningsOf(list.problems, project, documents, agent)],
  };
}

function requireSignedIn({ github }: SymphonyContext): void {
  if (github.signedIn) return;
  throw new MaestroError('start.not-signed-in', 'You need to sign in to GitHub to claim an issue.', {
    remedy: 'Sign in: gh auth login, or set GITHUB_TOKEN.',
  });
}

async function usableAgent(ctx: SymphonyContext, agent: Agent, signal: AbortSignal): Promise<AgentStatus> {
  const status = await agent.detect(ctx.env, signal);
  const remedy = status.remedy ?? 'See: maestro agents';
  if (!status.installed)
    throw new MaestroError('agent.not-installed', `${status.displayName} is not installed.`, { remedy });
  if (status.signedIn === false)
    throw new MaestroError('agent.not-signed-in', `${status.displayName} is not signed in.`, { remedy });
  // Installed, but too old or broken: the detection says how to put it right.
  if (status.remedy !== null)
    throw new MaestroError('agent.not-ready', `${status.displayName} cannot be used yet.`, { remedy });
  return status;
}

function requireDocuments(
  slug: string,
  issue: Issue,
  { documents, problems }: { documents: unknown[]; problems: Problem[] },
): void {
  if (documents.length > 0) return;
  const why = problems.map(({ message }) => message).join(' ');
  throw new MaestroError(
    'issue.no-documents',
    `${slug}#${issue.number} lists no Auto Run document that can be used.${why ? ` ${why}` : ''}`,
    { remedy: 'Ask its maintainers to list the Markdown files to work through.' },
  );
}

function previewOf(id: string, documents: readonly PlannedDocument[]): string {
  const index = documents.findIndex(({ firstTask }) => firstTask !== null);
  const document = documents[index];
  if (!document?.firstTask) return '';
  return taskPrompt({ document: workingCopy(id, index, document.name), task: document.firstTask, notes: [] });
}

function warningsOf(
  problems: readonly Problem[],
  project: Preflight,
  documents: readonly PlannedDocument[],
  agent: AgentStatus,
): Problem[] {
  const warn = (code: string, message: string): Problem => ({
    severity: 'warning',
    code,
    message,
    line: null,
  });
  return [
    ...problems,
    ...(agent.scripted
      ? [warn('agent.scripted', `${agent.displayName} uses no model: it is for rehearsals and tests only.`)]
      : []),
    ...(project.signOff
      ? [warn('project.sign-off', 'The project asks for a sign-off (DCO): every commit gets Signed-off-by.')]
      : []),
    ...documents.flatMap(({ path, hiddenParts: hidden }) =>
      hidden > 0
        ? [warn('document.hidden-parts', `${path} has ${hidden} hidden parts; they are marked.`)]
        : [],
    ),
    ...documents.flatMap(({ path, hints }) =>
      hints.map(({ code, message, line }) => warn(code, `${path}, line ${line}: ${message}`)),
    ),
  ];
}
