import { requireSlug, slugOf } from '../../github/slug.ts';
import type { IssueWithClosers, RepoRef } from '../../github/types.ts';
import { mapConcurrent } from '../../platform/concurrent.ts';
import { asMaestroError, MaestroError } from '../../platform/errors.ts';
import type { SymphonyContext } from '../context.ts';
import { LABEL } from './status.ts';

/** What GitHub said about one project: its issues, that nothing changed, or why there is no answer. */
export type Answer =
  | { slug: string; issues: IssueWithClosers[] }
  | { slug: string; unchanged: true }
  | { slug: string; error: MaestroError };

/** A project to look at; `known` when there is a copy of its issues that is to be kept if nothing changed. */
export interface Wanted {
  slug: string;
  known: boolean;
}

const PROBES_AT_ONCE = 10;
const READS_AT_ONCE = 4;
const PER_REQUEST = 20;

/**
 * Asks GitHub about projects, as cheaply as it goes. Signed in: conditional requests tell which known ones changed;
 * those and the unknown ones are read together, twenty per request. Signed out: conditional reads one by one, until the
 * rate limit ends. One answer per project, as they come; a project that fails never hides the others.
 */
export async function askAbout(
  ctx: SymphonyContext,
  wanted: readonly Wanted[],
  tell: (answers: Answer[]) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const repos: RepoRef[] = [];
  const known: RepoRef[] = [];
  for (const { slug, known: isKnown } of wanted)
    try {
      (isKnown ? known : repos).push(requireSlug(slug));
    } catch (error) {
      tell([{ slug, error: asMaestroError(error) }]);
    }
  if (!ctx.github.signedIn) return readEach(ctx, [...repos, ...known], tell, signal);
  const changed = await changedOf(ctx, known, tell, signal);
  await readTogether(ctx, [...repos, ...changed], tell, signal);
}

/**
 * After a first reading: looks at each project once, so that the next look is answered by its ETag. Failures are left
 * to that next look.
 */
export async function primeProbes(
  ctx: SymphonyContext,
  slugs: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  await mapConcurrent(slugs, PROBES_AT_ONCE, async (slug) => {
    if (signal?.aborted) return;
    try {
      await ctx.github.changedSinceLastLook(requireSlug(slug), signal);
    } catch (error) {
      if (!signal?.aborted) ctx.log.info(`No first look at ${slug}: ${asMaestroError(error).message}`);
    }
  });
}

/** Those of the projects that changed; the others are told as unchanged, or with their error. */
async function changedOf(
  ctx: SymphonyContext,
  repos: readonly RepoRef[],
  tell: (answers: Answer[]) => void,
  signal: AbortSignal | undefined,
): Promise<RepoRef[]> {
  const changed: RepoRef[] = [];
  const answers: Answer[] = [];
  let limit: MaestroError | undefined;
  await mapConcurrent(repos, PROBES_AT_ONCE, async (repo) => {
    const slug = slugOf(repo);
    try {
      if (limit) throw limit;
      if (await ctx.github.changedSinceLastLook(repo, signal)) changed.push(repo);
      else answers.push({ slug, unchanged: true });
    } catch (cause) {
      signal?.throwIfAborted();
      const error = asMaestroError(cause);
      if (endsAll(error)) limit = error;
      answers.push({ slug, error });
    }
  });
  if (answers.length > 0) tell(answers);
  return changed;
}

async function readTogether(
  ctx: SymphonyContext,
  repos: readonly RepoRef[],
  tell: (answers: Answer[]) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  let limit: MaestroError | undefined;
  for (let from = 0; from < repos.length; from += PER_REQUEST) {
    const some = repos.slice(from, from + PER_REQUEST);
    try {
      if (limit) throw limit;
      const found = await ctx.github.issuesOfMany(some, LABEL, signal);
      tell(some.map((repo) => answerFor(slugOf(repo), found.get(slugOf(repo)))));
    } catch (cause) {
      signal?.throwIfAborted();
      const error = asMaestroError(cause);
      if (endsAll(error)) limit = error;
      tell(some.map((repo) => ({ slug: slugOf(repo), error })));
    }
  }
}

/** Signed out: one project after another has its conditional reading, so that a rate limit ends it where it must. */
async function readEach(
  ctx: SymphonyContext,
  repos: readonly RepoRef[],
  tell: (answers: Answer[]) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  let limit: MaestroError | undefined;
  await mapConcurrent(repos, READS_AT_ONCE, async (repo) => {
    const slug = slugOf(repo);
    try {
      if (limit) throw limit;
      const { value } = await ctx.github.issuesOfOne(repo, LABEL, signal);
      tell([{ slug, issues: value }]);
    } catch (cause) {
      signal?.throwIfAborted();
      const error = asMaestroError(cause);
      if (endsAll(error)) limit = error;
      tell([{ slug, error }]);
    }
  });
}

function answerFor(slug: string, found: IssueWithClosers[] | { unavailable: string } | undefined): Answer {
  if (Array.isArray(found)) return { slug, issues: found };
  const reason = found?.unavailable ?? 'GitHub gave no answer for it.';
  return {
    slug,
    error: new MaestroError('project.unavailable', `${slug} cannot be read: ${reason}`, {
      remedy: 'It may have been renamed, deleted or made private.',
    }),
  };
}

/** True for what would meet every further request too: asking on would only cost more of it. */
export function endsAll(error: MaestroError): boolean {
  return ['github.rate-limited', 'github.unauthorized', 'github.offline'].includes(error.code);
}
