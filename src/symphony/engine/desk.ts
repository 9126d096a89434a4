import type { SymphonyContext } from '../context.ts';
import type { Contribution } from '../contribution.ts';
import type { EventBody } from '../journal/events.ts';
import type { Journal } from '../journal/store.ts';
import { type Request, removeRequest } from '../requests.ts';
import { isEnded } from '../states.ts';

type Pause = 'now' | 'after_task';

/** Where the user's requests arrive while the engine works. Each is journaled, takes effect, and its file goes. */
export interface Desk {
  take(request: Request): Promise<void>;
  /** The pause that was asked for and has not come about yet. */
  pause(): Pause | null;
  clearPause(): void;
  /** A signal for the next step: aborted by a request that must not wait for its end, or by `stop`. */
  stepSignal(stop: AbortSignal): AbortSignal;
}

/** The desk of one engine. */
export function openDesk(ctx: SymphonyContext, journal: Journal): Desk {
  // A request whose file outlived a kill is journaled once only.
  const known = new Set(journal.events.flatMap((event) => (event.type === 'request' ? [event.id] : [])));
  let pause: Pause | null = null;
  let step = new AbortController();

  const act = async (request: Request): Promise<void> => {
    const waits = journal.state().state === 'paused';
    for (const event of eventsFor(request, journal.state())) await journal.append(event);
    if (request.kind === 'pause') pause = request.when;
    if (request.kind === 'resume') pause = null;
    // A step that is under way ends for a pause now and a cancel; waiting (for the connection, a limit) ends for all.
    const atOnce = request.kind === 'cancel' || (request.kind === 'pause' && request.when === 'now');
    if (atOnce || waits) step.abort();
  };

  return {
    async take(request) {
      if (!known.has(request.id)) {
        known.add(request.id);
        await journal.append({ type: 'request', kind: request.kind, id: request.id });
      }
      await act(request);
      await removeRequest(ctx.home, journal.state().id, request.id);
    },
    pause: () => pause,
    clearPause() {
      pause = null;
    },
    stepSignal(stop) {
      step = new AbortController();
      return AbortSignal.any([step.signal, stop]);
    },
  };
}

/** What a request changes at once; pure. */
export function eventsFor(request: Request, state: Contribution): EventBody[] {
  const held = state.state === 'paused' || state.state === 'needs_attention';
  const goOn: EventBody[] = held ? [{ type: 'resumed' }] : [];
  switch (request.kind) {
    case 'pause':
      return [];
    case 'resume':
      return held || state.state === 'failed' ? [{ type: 'resumed' }] : [];
    case 'cancel':
      if (isEnded(state.state)) return [];
      return [...goOn, { type: 'cancel_started', removeClone: request.removeClone }];
    case 'finalize':
      return state.phase === 'finishing' && !isEnded(state.state) ? [{ type: 'finalize_started' }] : [];
  }
}
