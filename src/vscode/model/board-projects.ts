import type { Contribution } from '../../symphony/contribution.ts';
import type { IssueView } from '../../symphony/issues/status.ts';
import type { Project } from '../../symphony/registry/project.ts';
import { isEnded } from '../../symphony/states.ts';

/** An issue as the window shows it. */
export interface BoardIssue {
  issue: IssueView;
  /** The user's own contribution to it that is under way or in review; null when there is none. */
  contribution: Contribution | null;
  /** It is free, and not the user's already. */
  startable: boolean;
}

/** A project as the window shows it. */
export interface BoardProject {
  project: Project;
  /** What can be started comes first; null when none have been read. */
  issues: BoardIssue[] | null;
}

const RANK = { available: 1, in_progress: 2, blocked: 3, completed: 4 } as const;

/**
 * Puts the facts together, without projects that are no longer active: featured ones first, in each the user's own issues
 * before others, then what is available.
 */
export function boardProjects(
  projects: readonly Project[],
  issues: ReadonlyMap<string, readonly IssueView[]>,
  contributions: readonly Contribution[],
): BoardProject[] {
  const own = livingByIssue(contributions);
  return projects
    .filter(({ isActive }) => isActive)
    .sort((a, b) => Number(b.featured) - Number(a.featured))
    .map((project) => {
      const found = issues.get(project.slug);
      return { project, issues: found ? boardIssues(found, own) : null };
    });
}

function boardIssues(issues: readonly IssueView[], own: ReadonlyMap<string, Contribution>): BoardIssue[] {
  const entries = issues.map((issue) => {
    const contribution = own.get(keyOf(issue.slug, issue.number)) ?? null;
    return { issue, contribution, startable: issue.status === 'available' && contribution === null };
  });
  const rank = (entry: BoardIssue): number => (entry.contribution ? 0 : RANK[entry.issue.status]);
  return entries.sort((a, b) => rank(a) - rank(b) || b.issue.number - a.issue.number);
}

function livingByIssue(contributions: readonly Contribution[]): Map<string, Contribution> {
  const own = new Map<string, Contribution>();
  // Newest first: the first one of an issue is the one that counts.
  for (const contribution of contributions) {
    const key = keyOf(contribution.start.slug, contribution.start.issue.number);
    if (!isEnded(contribution.state) && !own.has(key)) own.set(key, contribution);
  }
  return own;
}

const keyOf = (slug: string, number: number): string => `${slug.toLowerCase()}#${number}`;
