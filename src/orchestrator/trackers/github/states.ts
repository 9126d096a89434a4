import type { CloseReason } from '../../../github/tracked/types.ts';
import type { Workflow } from '../../workflow/types.ts';

/** What the workflow says of states, and how a label says one. */
export type StateNames = Pick<
  Workflow['tracker'],
  'startableStates' | 'activeStates' | 'terminalStates' | 'inProgressState' | 'successState' | 'failureState'
> & {
  /** `state:` makes the label `state:in progress` say `In Progress`. */
  prefix: string;
};

/** What of an issue says its state. */
export interface StateFacts {
  state: 'open' | 'closed';
  reason: CloseReason | null;
  labels: readonly string[];
}

/** GitHub's own two states, for issues that no label says more of. */
export const OPEN = 'Open';
const CLOSED = 'Closed';

/** `In Progress`, `in-progress` and `in_progress` are one state. */
export function stateKey(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[-_\s]+/g, ' ');
}

/** The state that a label says, as it stands in the label; null for a label that says none. */
export function stateInLabel(label: string, prefix: string): string | null {
  if (!label.toLowerCase().startsWith(prefix.toLowerCase())) return null;
  return label.slice(prefix.length).trim() || null;
}

/**
 * The state of an issue. A closed one is always in a terminal state. Of several state labels (somebody was stopped between
 * adding one and taking the other off) the one counts in which the least would be started.
 */
export function stateOf(issue: StateFacts, names: StateNames): string {
  const said = issue.labels.flatMap((label) => stateInLabel(label, names.prefix) ?? []);
  const known = said.map((name) => spelled(name, names)).sort();
  const isTerminal = (name: string): boolean => includes(names.terminalStates, name);
  if (issue.state === 'closed') return known.find(isTerminal) ?? closedState(issue.reason, names);
  const ranked = known.map((name) => ({ name, rank: rankOf(name, names) }));
  ranked.sort((a, b) => a.rank - b.rank);
  return ranked[0]?.name ?? OPEN;
}

/** The reason to close with for a terminal state: by its name, as GitHub's three reasons are named. */
export function reasonFor(state: string): CloseReason {
  const key = stateKey(state);
  if (key.startsWith('duplicate')) return 'duplicate';
  return /^(cancel|not planned|won'?t|abandon|reject|declin)/.test(key) ? 'not_planned' : 'completed';
}

/** Is it one of them, however it is written? */
export function includes(states: readonly string[], name: string): boolean {
  return states.some((state) => stateKey(state) === stateKey(name));
}

/** The terminal state that a closed issue without a label is in. */
function closedState(reason: CloseReason | null, { terminalStates }: StateNames): string {
  const wanted = reason ?? 'completed';
  return terminalStates.find((state) => reasonFor(state) === wanted) ?? terminalStates[0] ?? CLOSED;
}

/** The workflow's own spelling, where it has one. */
function spelled(name: string, names: StateNames): string {
  const all = [
    ...names.startableStates,
    ...names.activeStates,
    ...names.terminalStates,
    names.inProgressState,
    names.successState,
    names.failureState,
  ];
  return all.find((state) => stateKey(state) === stateKey(name)) ?? name;
}

/** From "nothing happens any more" to "would be started". */
function rankOf(name: string, names: StateNames): number {
  if (includes(names.terminalStates, name)) return 0;
  if (includes([names.successState], name)) return 1;
  if (includes([names.inProgressState], name)) return 3;
  if (includes(names.startableStates, name)) return 5;
  return includes(names.activeStates, name) ? 4 : 2;
}
