import type { SteerLine } from '../../runner/agents/agent.ts';
import type { Steering } from '../../runner/autorun/input.ts';
import type { Journal } from '../journal/store.ts';

/**
 * The user's lines for the agent, as the journal has them: nothing is kept anywhere else, so that nothing is lost with this
 * process. `readers` are called when a line was journaled; a source that waits puts itself among them.
 */
export function steeringOf(journal: Journal, readers: Set<() => void>): Steering {
  const waiting = () => journal.state().steers.filter(({ given }) => !given);

  async function* source(signal: AbortSignal): AsyncGenerator<SteerLine, void> {
    // Each once: what the agent did not take is for the next turn.
    const offered = new Set<string>();
    while (!signal.aborted) {
      const next = waiting().find(({ id }) => !offered.has(id));
      if (next) {
        offered.add(next.id);
        const { id, text } = next;
        yield {
          text,
          async taken() {
            // After the turn's end nobody can say any more what it was for: the next turn gets it, too.
            if (!signal.aborted) await journal.append({ type: 'steer_taken', id });
          },
        };
      } else await untilCalled(readers, signal);
    }
  }

  return { waiting, source };
}

function untilCalled(readers: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      readers.delete(wake);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    readers.add(wake);
    signal.addEventListener('abort', wake, { once: true });
    if (signal.aborted) wake();
  });
}
