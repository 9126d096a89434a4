import { type AgentEvent, addUsage, NO_USAGE, tokensOf, type Usage } from '../../../runner/agents/agent.ts';
import type { Contribution, TurnView, WorkSlice } from '../../contribution.ts';

const QUARTER_MS = 15 * 60_000;
const MAX_MODELS = 20;

/** The moment's quarter of an hour, UTC; a moment that is none stays as it is. */
function quarterOf(at: string): string {
  const ms = Date.parse(at);
  return Number.isNaN(ms) ? at : new Date(Math.floor(ms / QUARTER_MS) * QUARTER_MS).toISOString();
}

/** Adds what was done to the quarter that it was done in. */
export function addWork(
  work: WorkSlice[],
  at: string,
  done: { usage?: Usage; workedMs?: number; tasks?: number; documents?: number },
): WorkSlice[] {
  const quarter = quarterOf(at);
  const last = work.at(-1);
  const same = last?.at === quarter;
  const base = same ? last : { at: quarter, usage: NO_USAGE, workedMs: 0, tasks: 0, documents: 0 };
  const slice: WorkSlice = {
    at: quarter,
    usage: done.usage ? addUsage(base.usage, done.usage) : base.usage,
    workedMs: base.workedMs + (done.workedMs ?? 0),
    tasks: base.tasks + (done.tasks ?? 0),
    documents: base.documents + (done.documents ?? 0),
  };
  return [...(same ? work.slice(0, -1) : work), slice];
}

/** A turn begins; one that never ended (its engine was killed) is closed first. */
export function beginTurn(
  state: Contribution,
  turn: Pick<TurnView, 'document' | 'task' | 'attempt' | 'startedAt'>,
): Pick<Contribution, 'turn' | 'work' | 'workedMs'> {
  const { work, workedMs } = breakOffTurn(state);
  return {
    work,
    workedMs,
    turn: { ...turn, lastAt: turn.startedAt, usageBefore: state.usage, usage: NO_USAGE },
  };
}

/** Closes a turn that has no end of its own: its tokens stay counted, its time up to its last sign of life. */
export function breakOffTurn(state: Contribution): Pick<Contribution, 'turn' | 'work' | 'workedMs'> {
  const { turn, work, workedMs } = state;
  if (!turn) return { turn, work, workedMs };
  const spent = Date.parse(turn.lastAt) - Date.parse(turn.startedAt);
  const ms = Number.isFinite(spent) ? Math.max(0, spent) : 0;
  return {
    turn: null,
    work: addWork(work, turn.lastAt, { usage: turn.usage, workedMs: ms }),
    workedMs: workedMs + ms,
  };
}

/** A sign of life of the agent, with the tokens of its usage events. */
export function hearAgent(
  state: Contribution,
  event: AgentEvent,
  at: string,
): Pick<Contribution, 'turn' | 'usage' | 'unpricedTokens'> {
  const { turn, usage, unpricedTokens } = state;
  if (!turn) return { turn, usage, unpricedTokens };
  if (event.kind !== 'usage') return { turn: { ...turn, lastAt: at }, usage, unpricedTokens };
  const unpriced = event.usage.costUsd === null ? tokensOf(event.usage) : 0;
  return {
    turn: { ...turn, lastAt: at, usage: addUsage(turn.usage, event.usage) },
    usage: addUsage(usage, event.usage),
    unpricedTokens: unpricedTokens + unpriced,
  };
}

/** The model that an agent says it works with joins those that were named before. */
export function hearModel({ models }: Contribution, event: AgentEvent): Pick<Contribution, 'models'> {
  if (event.kind !== 'started' || !event.model || models.includes(event.model)) return { models };
  return { models: [...models, event.model].slice(0, MAX_MODELS) };
}

/** A turn's end. Its own total replaces the sum of the deltas that were heard. */
export function endTurn(
  state: Contribution,
  end: { usage: Usage; durationMs: number; at: string },
): Pick<Contribution, 'turn' | 'usage' | 'work' | 'workedMs'> {
  return {
    turn: null,
    usage: addUsage(state.turn?.usageBefore ?? state.usage, end.usage),
    work: addWork(state.work, end.at, { usage: end.usage, workedMs: end.durationMs }),
    workedMs: state.workedMs + end.durationMs,
  };
}
