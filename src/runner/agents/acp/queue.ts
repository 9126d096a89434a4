import type { AgentEvent } from '../agent.ts';

/** The most events that wait for their reader; then whoever adds more is to wait for `room`. */
const MAX_WAITING = 1_000;

/** Events on their way from callbacks to the one reader of a turn. */
export interface EventQueue {
  push(...events: AgentEvent[]): void;
  /** Resolves when there is room again. */
  room(): Promise<void>;
  /** Everything in order, up to the first `finished`. */
  read(): AsyncGenerator<AgentEvent, void>;
}

export function eventQueue(): EventQueue {
  const waiting: AgentEvent[] = [];
  let wake = (): void => undefined;
  let makeRoom = (): void => undefined;
  return {
    push(...events) {
      waiting.push(...events);
      wake();
    },
    async room() {
      while (waiting.length >= MAX_WAITING)
        await new Promise<void>((resolve) => {
          makeRoom = resolve;
        });
    },
    async *read() {
      for (;;) {
        const event = waiting.shift();
        if (event) {
          if (waiting.length < MAX_WAITING) makeRoom();
          yield event;
          if (event.kind === 'finished') return;
        } else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
  };
}
