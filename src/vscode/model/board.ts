import type { RateLimit } from '../../github/types.ts';
import { asMaestroError, MaestroError } from '../../platform/errors.ts';
import type { SymphonyContext } from '../../symphony/context.ts';
import type { Contribution } from '../../symphony/contribution.ts';
import { listContributions } from '../../symphony/contributions.ts';
import { browseIssues, cachedIssues } from '../../symphony/issues/browse.ts';
import type { IssueView } from '../../symphony/issues/status.ts';
import type { Problem } from '../../symphony/problem.ts';
import { visible } from '../../symphony/registry/filter.ts';
import { loadProjects } from '../../symphony/registry/load.ts';
import type { Project } from '../../symphony/registry/project.ts';
import { boardProjects, type BoardProject } from './board-projects.ts';

/** Everything the Projects view shows. */
export interface Board {
  projects: BoardProject[];
  problems: Problem[];
  signedIn: boolean;
  rateLimit: RateLimit | null;
  /** Nothing more will come: what has not been read by now could not be. */
  complete: boolean;
  /** Why the newest reading failed as a whole; what the caches hold is shown all the same. */
  error: MaestroError | null;
}

/**
 * Reads the board and hands it to `show` each time that more is known: first what the caches hold, then what GitHub
 * says. A registry or a project that cannot be read is part of the board, no rejection.
 */
export async function readBoard(
  ctx: SymphonyContext,
  options: { refresh: boolean; signal: AbortSignal },
  show: (board: Board) => void,
): Promise<void> {
  const { refresh, signal } = options;
  const { contributions } = await listContributions(ctx.home, ctx.clock.now());
  let projects: Project[] = [];
  let issues = new Map<string, IssueView[]>();
  let problems: Problem[] = [];
  const tell = (state: { complete: boolean; error: MaestroError | null }): void => {
    if (signal.aborted) return;
    const { signedIn } = ctx.github;
    const rateLimit = ctx.github.rateLimit();
    show({
      projects: boardProjects(projects, issues, contributions),
      problems,
      signedIn,
      rateLimit,
      ...state,
    });
  };
  const more = { complete: false, error: null };
  try {
    // However old it is: an old list at once is better than an empty one for seconds.
    projects = visible((await loadProjects(ctx, { maxAgeMs: Number.POSITIVE_INFINITY, signal })).projects);
    issues = await cachedIssues(ctx, slugsOf(projects));
    tell(more);
    const loaded = await loadProjects(ctx, { refresh, signal });
    projects = visible(loaded.projects);
    problems = loaded.problems;
    if (loaded.sources.every(({ state }) => state === 'failed')) {
      tell({ complete: true, error: unreadable() });
      return;
    }
    const browsed = await browseIssues(ctx, slugsOf(projects), {
      refresh,
      signal,
      onUpdate: (update) => {
        issues = new Map([...issues, ...update]);
        tell(more);
      },
    });
    issues = browsed.bySlug;
    problems = [...problems, ...browsed.problems];
    tell({ complete: true, error: null });
  } catch (error) {
    tell({ complete: true, error: asMaestroError(error) });
  }
}

/** The same board with other contributions. */
export function withContributions(board: Board, contributions: readonly Contribution[]): Board {
  const issues = new Map(
    board.projects.flatMap(({ project, issues }) =>
      issues ? [[project.slug, issues.map(({ issue }) => issue)] as const] : [],
    ),
  );
  const projects = board.projects.map(({ project }) => project);
  return { ...board, projects: boardProjects(projects, issues, contributions) };
}

const slugsOf = (projects: readonly Project[]): string[] =>
  projects.filter(({ isActive }) => isActive).map(({ slug }) => slug);

function unreadable(): MaestroError {
  return new MaestroError('registry.unreadable', 'No registry could be read.', {
    remedy: 'Check the connection and the list of registries in the settings.',
  });
}
