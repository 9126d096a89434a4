import type { AgentEvent } from '../../runner/agents/agent.ts';
import type { OrchestratorContext } from '../context.ts';
import type { OpenRun } from '../runs/store.ts';

/** How much of one turn is journaled word by word: far above what work takes, far below what fills a disk. */
export const MAX_TURN_EVENTS = 10_000;
export const MAX_TURN_BYTES = 8 * 1024 * 1024;
/** Milliseconds between two notes of what is left out: whoever looks sees that the agent is alive. */
const NOTE_MS = 30_000;

/** Journals the events of one turn. */
export interface TurnRecorder {
  record(event: AgentEvent): Promise<void>;
  /** Says in the end how much was left out, if anything was. */
  end(): Promise<void>;
}

/**
 * Journals what the agent says, up to a number of events and bytes. Of what comes after that only what the state is made of is
 * kept (what was used, why it failed, how it ended); the rest is counted, and the journal says so.
 */
export function turnRecorder(
  run: Pick<OpenRun, 'append'>,
  turn: number,
  clock: OrchestratorContext['clock'],
): TurnRecorder {
  const now = clock.stopwatch();
  let events = 0;
  let bytes = 0;
  let leftOut = { events: 0, bytes: 0 };
  let notedAt: number | null = null;
  const note = async (): Promise<void> => {
    notedAt = now();
    await run.append({ type: 'left_out', turn, ...leftOut });
  };
  return {
    async record(event) {
      const size = Buffer.byteLength(JSON.stringify(event));
      const isOver = events >= MAX_TURN_EVENTS || bytes + size > MAX_TURN_BYTES;
      if (!isOver || isNeeded(event)) {
        events++;
        bytes += size;
        await run.append({ type: 'agent', event });
        return;
      }
      leftOut = { events: leftOut.events + 1, bytes: leftOut.bytes + size };
      if (notedAt === null || now() - notedAt >= NOTE_MS) await note();
    },
    async end() {
      if (leftOut.events > 0) await note();
    },
  };
}

function isNeeded(event: AgentEvent): boolean {
  return event.kind === 'usage' || event.kind === 'finished' || (event.kind === 'error' && !event.willRetry);
}
