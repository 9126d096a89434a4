import type { JournalKind } from '../../platform/journal/kind.ts';
import { parseRunEvent, type RunEvent } from './events.ts';
import { applyRun, NOTHING } from './fold.ts';
import type { Run } from './run.ts';

type Type = RunEvent['type'];

/** The journals of orchestrator runs. */
export const RUNS: JournalKind<RunEvent, Run> = {
  parse: parseRunEvent,
  nothing: NOTHING,
  apply: (state, events) => events.reduce(applyRun, state),
  notFlushed: new Set<Type>(['agent']),
  notHeld: new Set<Type>(['agent']),
  remedy: 'Keep a copy of the file and move it away; the issue is then started anew, in the lane as it is.',
};
