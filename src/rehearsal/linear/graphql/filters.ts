import type { Issue, Label, Project, State } from '../world/types.ts';

/** As Linear's `StringComparator` and `IssueIdComparator`: every given comparison must hold. */
export interface Comparator {
  eq?: string | null;
  eqIgnoreCase?: string | null;
  in?: readonly string[] | null;
}
export interface IssueFilter {
  and?: readonly IssueFilter[] | null;
  or?: readonly IssueFilter[] | null;
  id?: Comparator | null;
  state?: StateFilter | null;
  project?: ProjectFilter | null;
}
interface StateFilter {
  and?: readonly StateFilter[] | null;
  or?: readonly StateFilter[] | null;
  name?: Comparator | null;
}
export interface ProjectFilter {
  slugId?: Comparator | null;
}
export interface LabelFilter {
  name?: Comparator | null;
}

/** Does the issue pass the filter? An id may also be an identifier, as everywhere in Linear. */
export function issuePasses(issue: Issue, filter: IssueFilter | null | undefined): boolean {
  if (!filter) return true;
  return (
    (filter.and ?? []).every((one) => issuePasses(issue, one)) &&
    (!filter.or || filter.or.some((one) => issuePasses(issue, one))) &&
    (holds(filter.id, issue.id) || holds(filter.id, issue.identifier)) &&
    statePasses(issue.state, filter.state) &&
    (!filter.project || (issue.project !== null && projectPasses(issue.project, filter.project)))
  );
}

/** Does the project pass the filter? */
export function projectPasses(project: Project, filter: ProjectFilter | null | undefined): boolean {
  return holds(filter?.slugId, project.slugId);
}

/** Does the label pass the filter? */
export function labelPasses(label: Label, filter: LabelFilter | null | undefined): boolean {
  return holds(filter?.name, label.name);
}

function statePasses(state: State, filter: StateFilter | null | undefined): boolean {
  if (!filter) return true;
  return (
    (filter.and ?? []).every((one) => statePasses(state, one)) &&
    (!filter.or || filter.or.some((one) => statePasses(state, one))) &&
    holds(filter.name, state.name)
  );
}

function holds(comparator: Comparator | null | undefined, value: string): boolean {
  if (!comparator) return true;
  const { eq, eqIgnoreCase, in: among } = comparator;
  return (
    (eq == null || eq === value) &&
    (eqIgnoreCase == null || eqIgnoreCase.toLowerCase() === value.toLowerCase()) &&
    (among == null || among.includes(value))
  );
}
