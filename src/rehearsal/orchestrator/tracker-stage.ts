import type { TrackerKind } from '../../orchestrator/config/types.ts';
import type { Workflow } from '../../orchestrator/workflow/types.ts';
import type { Forge } from '../forge/forge.ts';
import { startLinear } from '../linear/linear.ts';
import type { StateType } from '../linear/world/types.ts';

/** What is asked for in a rehearsal. */
export interface RehearsalIssue {
  title: string;
  body: string;
}

/** The issue as people see it in its tracker. */
export interface IssueView {
  state: string;
  labels: string[];
  comments: { author: string; body: string }[];
}

/** A tracker on loopback that holds one issue in the first startable state. */
export interface TrackerStage {
  kind: TrackerKind;
  /** For people. */
  name: string;
  projectSlug: string;
  endpoint: string;
  key: string;
  identifier: string;
  issue(): IssueView;
  stop(): Promise<void>;
}

/** A Linear of our own, with the states and labels that the workflow speaks of. */
export async function linearStage(
  { tracker }: Workflow,
  { title, body }: RehearsalIssue,
): Promise<TrackerStage> {
  const linear = await startLinear();
  try {
    const { key } = linear.addUser({ name: 'Maestro' });
    const [state = 'Todo'] = tracker.startableStates;
    linear.addTeam({ key: 'REH', name: 'Rehearsal', states: statesOf(tracker) });
    const { slugId } = linear.addProject('Rehearsal');
    for (const name of labelsOf(tracker)) linear.addLabel(name, 'REH');
    const labels = tracker.requiredLabels;
    const given = { team: 'REH', project: slugId, title, description: body, state, labels, priority: 2 };
    const { identifier } = linear.addIssue(given);
    return {
      kind: 'linear',
      name: `Linear (rehearsal) at ${linear.url}`,
      projectSlug: slugId,
      endpoint: linear.endpoint,
      key,
      identifier,
      issue: () => linear.issue(identifier),
      stop: () => linear.stop(),
    };
  } catch (error) {
    await linear.stop();
    throw error;
  }
}

/** The forge's own issues as the tracker; labels say the states. */
export async function githubStage(
  forge: Forge,
  slug: string,
  { tracker }: Workflow,
  operator: { login: string; token: string },
  { title, body }: RehearsalIssue,
): Promise<TrackerStage> {
  const prefix = tracker.stateLabelPrefix ?? 'state:';
  const label = (state: string): string => `${prefix}${state}`;
  const states = statesOf(tracker).map(([name]) => label(name));
  await forge.addLabels(slug, [...states, ...labelsOf(tracker)]);
  const [state = 'Todo'] = tracker.startableStates;
  const labels = [label(state), ...tracker.requiredLabels];
  const { number } = await forge.openIssue(slug, { title, body, labels, author: operator.login });
  return {
    kind: 'github',
    name: `GitHub's issues (rehearsal) at ${forge.url}`,
    projectSlug: slug,
    endpoint: forge.apiUrl,
    key: operator.token,
    identifier: `${slug.split('/')[1]}-${number}`,
    issue() {
      const found = forge.repository(slug).issues.find((one) => one.number === number);
      const said = found?.labels.find((one) => one.startsWith(prefix))?.slice(prefix.length);
      const { labels: all = [], comments = [] } = found ?? {};
      return { state: said ?? found?.state ?? 'gone', labels: all, comments };
    },
    // The forge is stopped by whoever started it.
    stop: async () => undefined,
  };
}

/** Every state that the workflow names, once, with the kind that Linear would give it. */
function statesOf(tracker: Workflow['tracker']): [string, StateType][] {
  const named: [string, StateType][] = [
    ...tracker.terminalStates.map((name): [string, StateType] => [
      name,
      /^(cancel|dupl)/i.test(name) ? 'canceled' : 'completed',
    ]),
    ...[tracker.inProgressState, tracker.successState].map((name): [string, StateType] => [name, 'started']),
    ...[...tracker.startableStates, tracker.failureState].map((name): [string, StateType] => [
      name,
      'unstarted',
    ]),
  ];
  const seen = new Map(named.map((state) => [state[0].toLowerCase(), state]));
  return [...seen.values()];
}

function labelsOf(tracker: Workflow['tracker']): string[] {
  return [...new Set([tracker.optOutLabel, tracker.needsAttentionLabel, ...tracker.requiredLabels])];
}
