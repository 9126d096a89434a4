import { slugOf } from '../../../github/slug.ts';
import type { TrackedIssue, TrackedIssues } from '../../../github/tracked/types.ts';
import type { RepoRef } from '../../../github/types.ts';
import type { Clock } from '../../../platform/clock.ts';
import { trackerError } from '../errors.ts';
import { settle } from './settle.ts';
import { includes, OPEN, reasonFor, type StateNames, stateInLabel, stateKey, stateOf } from './states.ts';

/** Where a transition takes place. */
export interface Scene {
  tracked: TrackedIssues;
  repo: RepoRef;
  names: StateNames;
  clock: Clock;
  doing: string;
  signal: AbortSignal;
}

/** What an issue must be like to be in a state. */
interface Target {
  state: string;
  /** The label that says it; null when GitHub's own open or closed says it. */
  label: string | null;
  isTerminal: boolean;
}

/**
 * Brings an issue into a state: the new label first, then closed or open, then the old labels off. Stopped at any point
 * in between, the issue is in the one state or the other (`stateOf`), and the same call again goes on from there.
 * @throws MaestroError `tracker.unknown-state`.
 */
export async function transition(
  scene: Scene,
  read: () => Promise<TrackedIssue>,
  state: string,
): Promise<void> {
  const { clock, signal } = scene;
  const issue = await read();
  const target = await targetOf(scene, state);
  let fresh: TrackedIssue | undefined = issue;
  if (isThere(scene, issue, target)) return;
  await settle(
    clock,
    signal,
    async () => {
      // A second round starts from what the first one left.
      const now = fresh ?? (await read());
      fresh = undefined;
      await apply(scene, now, target);
    },
    async () => isThere(scene, await read(), target),
  );
}

/** The label for the state. A terminal state needs none, and neither does `Open`. */
async function targetOf({ tracked, repo, names, doing, signal }: Scene, state: string): Promise<Target> {
  const isTerminal = includes(names.terminalStates, state);
  const labels = await tracked.labels(repo, signal);
  const said = labels.flatMap((label) => stateInLabel(label, names.prefix) ?? []);
  const label =
    labels.find((one) => stateKey(stateInLabel(one, names.prefix) ?? '') === stateKey(state)) ?? null;
  if (label || isTerminal || includes([OPEN], state)) return { state, label, isTerminal };
  const known = [OPEN, ...said, ...names.terminalStates].map((name) => JSON.stringify(name)).join(', ');
  throw trackerError(
    'tracker.unknown-state',
    doing,
    `${slugOf(repo)} has no label ${JSON.stringify(names.prefix + state.toLowerCase())}; it knows ${known}`,
  );
}

function isThere({ names }: Scene, issue: TrackedIssue, { state, label, isTerminal }: Target): boolean {
  const said = stateLabels(issue, names);
  const hasItsLabelOnly = label ? said.length === 1 && said[0] === label : said.length === 0;
  const isOpen = issue.state === 'open';
  return hasItsLabelOnly && isOpen !== isTerminal && stateKey(stateOf(issue, names)) === stateKey(state);
}

async function apply(scene: Scene, issue: TrackedIssue, { state, label, isTerminal }: Target): Promise<void> {
  const { tracked, repo, names, signal } = scene;
  const { number } = issue;
  const isOpen = issue.state === 'open';
  const reason = reasonFor(state);
  if (label && !issue.labels.includes(label)) await tracked.addLabel(repo, number, label, signal);
  if (isTerminal) {
    // GitHub ignores a new reason for what is closed: only where no label says the state it must be closed anew.
    const saysOther = !isOpen && !label && issue.reason !== reason;
    if (saysOther) await tracked.setState(repo, number, null, signal);
    if (isOpen || saysOther) await tracked.setState(repo, number, reason, signal);
  }
  for (const old of stateLabels(issue, names))
    if (old !== label) await tracked.removeLabel(repo, number, old, signal);
  // Last: as long as it is closed nothing is started.
  if (!isTerminal && !isOpen) await tracked.setState(repo, number, null, signal);
}

function stateLabels(issue: TrackedIssue, { prefix }: StateNames): string[] {
  return issue.labels.filter((label) => stateInLabel(label, prefix) !== null);
}
