import type { Clock } from '../../../platform/clock.ts';
import { createOnce } from '../../../platform/once.ts';
import { isUnclear, trackerError } from '../errors.ts';
import { sameName } from '../names.ts';
import type { AskLinear } from './client.ts';
import {
  LABEL,
  LABEL_ADD,
  LabelAdd,
  LabelFound,
  STATE_UPDATE,
  STATES,
  States,
  StateUpdate,
} from './queries.ts';

/** Brings the issue into its team's state of that name. */
export async function transition(
  ask: AskLinear,
  clock: Clock,
  issueId: string,
  state: string,
  signal: AbortSignal,
): Promise<void> {
  const doing = `move a Linear issue to ${JSON.stringify(state)}`;
  const read = async () =>
    (await ask({ doing, query: STATES, variables: { id: issueId }, shape: States, signal })).issue;
  const { identifier, state: present, team } = await read();
  if (sameName(present.name, state)) return;
  const states = team.states.nodes;
  const wanted = states.find(({ name }) => sameName(name, state));
  if (!wanted) {
    const names = states.map(({ name }) => JSON.stringify(name)).join(', ');
    throw trackerError('tracker.unknown-state', doing, `the team of ${identifier} has only ${names}`);
  }
  await createOnce<unknown>(clock, signal, {
    isUnclear,
    create: () =>
      ask({
        doing: `move ${identifier} to ${JSON.stringify(wanted.name)}`,
        query: STATE_UPDATE,
        variables: { id: issueId, stateId: wanted.id },
        shape: StateUpdate,
        signal,
      }),
    look: async () => ((await read()).state.id === wanted.id ? true : undefined),
  });
}

/** Adds a label of the issue's team, of the team above it, or of the workspace. */
export async function addLabel(
  ask: AskLinear,
  clock: Clock,
  issueId: string,
  label: string,
  signal: AbortSignal,
): Promise<void> {
  const doing = `put the label ${JSON.stringify(label)} on a Linear issue`;
  const read = () =>
    ask({ doing, query: LABEL, variables: { id: issueId, name: label }, shape: LabelFound, signal });
  const { issue, issueLabels } = await read();
  const usable = issueLabels.nodes.filter(({ isGroup, retiredAt }) => !isGroup && !retiredAt);
  const teams = [issue.team.id, issue.team.parent?.id, undefined];
  const [wanted] = teams.flatMap((team) => usable.filter((one) => one.team?.id === team));
  if (!wanted)
    throw trackerError('tracker.unknown-label', doing, `${issue.identifier}'s team has no such label`);
  const isOn = ({ issue: now }: Awaited<ReturnType<typeof read>>): boolean =>
    now.labels.nodes.some(({ id }) => id === wanted.id);
  if (isOn({ issue, issueLabels })) return;
  await createOnce<unknown>(clock, signal, {
    isUnclear,
    create: () =>
      ask({
        doing: `put the label ${JSON.stringify(label)} on ${issue.identifier}`,
        query: LABEL_ADD,
        variables: { id: issueId, labelId: wanted.id },
        shape: LabelAdd,
        signal,
      }),
    look: async () => (isOn(await read()) ? true : undefined),
  });
}
