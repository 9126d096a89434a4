import type { RateLimit } from '../../github/types.ts';
import type { MaestroError } from '../../platform/errors.ts';
import { plural } from '../../platform/text.ts';
import type { SymphonyContext } from '../context.ts';
import type { Problem } from '../problem.ts';
import { type KeptProject, keep, readKept } from './cache.ts';
import { type Answer, askAbout, endsAll, primeProbes } from './refresh.ts';
import { type IssueView, issueFacts, viewAt } from './status.ts';

/** How long a project's issues count as fresh. */
const FRESH_MS = 5 * 60 * 1_000;

export interface BrowseOptions {
  /** Ask GitHub about every project, however fresh its copy is. */
  refresh?: boolean;
  signal?: AbortSignal;
  /** Gets the issues of projects, by slug, as soon as they are known to differ from the kept ones or to be new. */
  onUpdate?: (update: Map<string, IssueView[]>) => void;
}

export interface Browsed {
  /** By slug as asked for; a project of which nothing is known is missing. */
  bySlug: Map<string, IssueView[]>;
  problems: Problem[];
  /** What is left of the allowance; null when nothing was asked. */
  rateLimit: RateLimit | null;
  /**
   * Resolves when the projects read for the first time were looked at once more, which makes the next look free. Never
   * rejects. A door may go on without it; ending before it costs a little at the next look.
   */
  settled: Promise<void>;
}

/**
 * The labelled issues of projects with their status: copies of less than five minutes as they are, the others after
 * asking GitHub. A project that cannot be read is a problem, and its last good copy is used with its age.
 * @throws the signal's reason when aborted, and nothing else.
 */
export async function browseIssues(
  ctx: SymphonyContext,
  slugs: readonly string[],
  options: BrowseOptions = {},
): Promise<Browsed> {
  const { refresh = false, signal } = options;
  signal?.throwIfAborted();
  const kept = await readKept(ctx);
  const changed = new Map<string, KeptProject>();
  const failures: Failure[] = [];
  const first: string[] = [];
  const now = ctx.clock.now();
  const wanted = slugs
    .filter((slug) => refresh || !isFresh(kept.get(slug.toLowerCase()), now))
    .map((slug) => ({ slug, known: kept.has(slug.toLowerCase()) }));

  const take = (answers: Answer[]): void => {
    const update = new Map<string, IssueView[]>();
    for (const answer of answers) {
      const key = answer.slug.toLowerCase();
      const before = kept.get(key);
      if ('error' in answer) {
        failures.push({ slug: answer.slug, error: answer.error, copy: before });
        continue;
      }
      const issues =
        'issues' in answer
          ? answer.issues.map((issue) => issueFacts(answer.slug, issue, ctx.github.webUrl))
          : (before?.issues ?? []);
      if (!before) first.push(answer.slug);
      const copy = { checkedAt: now.toISOString(), issues };
      kept.set(key, copy);
      changed.set(key, copy);
      if ('issues' in answer) update.set(answer.slug, viewsOf(copy, now));
    }
    if (update.size > 0) options.onUpdate?.(update);
  };

  await askAbout(ctx, wanted, take, signal);
  await keep(ctx, changed);
  return {
    bySlug: viewsBySlug(kept, slugs, now),
    problems: problemsOf(failures, now),
    rateLimit: ctx.github.rateLimit(),
    settled: ctx.github.signedIn ? primeProbes(ctx, first, signal) : Promise.resolve(),
  };
}

/** What the last readings left, however old: from the disk alone, fast enough to fill a tree at its first sight. */
export async function cachedIssues(
  ctx: SymphonyContext,
  slugs: readonly string[],
): Promise<Map<string, IssueView[]>> {
  return viewsBySlug(await readKept(ctx), slugs, ctx.clock.now());
}

interface Failure {
  slug: string;
  error: MaestroError;
  copy: KeptProject | undefined;
}

function isFresh(copy: KeptProject | undefined, now: Date): boolean {
  if (!copy) return false;
  const age = now.getTime() - Date.parse(copy.checkedAt);
  // A copy from the future (the clock was set back) is not fresh either.
  return age >= 0 && age < FRESH_MS;
}

function viewsOf({ issues }: KeptProject, now: Date): IssueView[] {
  return issues.map((facts) => viewAt(facts, now));
}

function viewsBySlug(
  kept: ReadonlyMap<string, KeptProject>,
  slugs: readonly string[],
  now: Date,
): Map<string, IssueView[]> {
  const views = new Map<string, IssueView[]>();
  for (const slug of slugs) {
    const copy = kept.get(slug.toLowerCase());
    if (copy) views.set(slug, viewsOf(copy, now));
  }
  return views;
}

/** One problem per project; one for all of them where the reason is no project's own. */
function problemsOf(failures: readonly Failure[], now: Date): Problem[] {
  const own = failures.filter(({ error }) => !endsAll(error));
  const shared = new Map<string, Failure[]>();
  for (const failure of failures.filter(({ error }) => endsAll(error)))
    shared.set(failure.error.code, [...(shared.get(failure.error.code) ?? []), failure]);
  return [
    ...own.map((failure) => problemOf([failure], failure.error, now)),
    ...[...shared.values()].flatMap((group) => (group[0] ? [problemOf(group, group[0].error, now)] : [])),
  ];
}

function problemOf(group: readonly Failure[], error: MaestroError, now: Date): Problem {
  const who = group.length === 1 ? (group[0]?.slug ?? '') : plural(group.length, 'project');
  const ages = group.flatMap(({ copy }) => (copy ? [now.getTime() - Date.parse(copy.checkedAt)] : []));
  const missing = group.length - ages.length;
  const remedy = error.remedy ? ` ${error.remedy}` : '';
  const shown = ages.length > 0 ? ` Shown as of ${ago(Math.max(...ages))}.` : '';
  return {
    severity: missing > 0 ? 'error' : 'warning',
    code: error.code,
    message: `${who}: ${error.message}${remedy}${shown}`,
    line: null,
  };
}

function ago(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 120) return `${plural(minutes, 'minute')} ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${plural(hours, 'hour')} ago` : `${plural(Math.round(hours / 24), 'day')} ago`;
}
