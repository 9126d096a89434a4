import { oneLine } from '../../platform/text.ts';
import type { Steering } from '../../runner/autorun/input.ts';
import { MAX_WORDS } from '../../runner/autorun/prompt.ts';
import { type BudgetName, type Budgets, changeBudgets } from '../budget/budgets.ts';
import type { SymphonyContext } from '../context.ts';
import type { Contribution } from '../contribution.ts';
import type { EventBody } from '../journal/events.ts';
import type { Journal } from '../journal/store.ts';
import { type Request, removeRequest } from '../requests.ts';
import { isEnded } from '../states.ts';
import { steeringOf } from './steering.ts';

type Pause = 'now' | 'after_task';

/** Where the user's requests arrive while the engine works. Each is journaled, takes effect, and its file goes. */
export interface Desk {
  take(request: Request): Promise<void>;
  /** The pause that was asked for and has not come about yet. */
  pause(): Pause | null;
  clearPause(): void;
  /** The user's lines for the agent. */
  readonly steering: Steering;
  /** A signal for the next step: aborted by a request that must not wait for its end, or by `stop`. */
  stepSignal(stop: AbortSignal): AbortSignal;
}

/** The desk of one engine. */
export function openDesk(ctx: SymphonyContext, journal: Journal): Desk {
  // A request whose file outlived a kill is journaled once only.
  const known = new Set(
    journal.events.flatMap((event) => (event.type === 'request' || event.type === 'steer' ? [event.id] : [])),
  );
  let pause: Pause | null = null;
  let step = new AbortController();
  const readers = new Set<() => void>();

  const act = async (request: Request): Promise<void> => {
    const waits = journal.state().state === 'paused';
    for (const event of eventsFor(request, journal.state())) await journal.append(event);
    if (request.kind === 'pause') pause = request.when;
    if (request.kind === 'resume') pause = null;
    // A step that is under way ends for a pause now and a cancel; waiting (for the connection, a limit) ends for all.
    const atOnce = request.kind === 'cancel' || (request.kind === 'pause' && request.when === 'now');
    // A word for the agent changes nothing about what is under way.
    if (atOnce || (waits && request.kind !== 'steer')) step.abort();
    if (request.kind === 'steer') for (const wake of [...readers]) wake();
  };

  return {
    async take(request) {
      if (!known.has(request.id)) {
        known.add(request.id);
        await journal.append(
          request.kind === 'steer'
            ? { type: 'steer', id: request.id, text: oneLine(request.text, MAX_WORDS) }
            : { type: 'request', kind: request.kind, id: request.id },
        );
      }
      await act(request);
      await removeRequest(ctx.home, journal.state().id, request.id);
    },
    pause: () => pause,
    clearPause() {
      pause = null;
    },
    steering: steeringOf(journal, readers),
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
    case 'steer':
      return [];
    case 'resume':
      return [
        ...budgetEvents(request.budgets ?? {}, state),
        ...(held || state.state === 'failed' ? [{ type: 'resumed' } as const] : []),
      ];
    case 'cancel':
      if (isEnded(state.state)) return [];
      return [...goOn, cancelStarted(request)];
    case 'finalize':
      return state.phase === 'finishing' && !isEnded(state.state) ? [{ type: 'finalize_started' }] : [];
  }
}

function cancelStarted({ removeClone, loseUnsaved }: Extract<Request, { kind: 'cancel' }>): EventBody {
  return { type: 'cancel_started', removeClone, ...(loseUnsaved === undefined ? {} : { loseUnsaved }) };
}

/** Only what is really set anew is journaled. */
function budgetEvents(changes: Partial<Budgets>, { budgets }: Contribution): EventBody[] {
  const after = changeBudgets(budgets, changes);
  const set = Object.entries(after).filter(([name, limit]) => limit !== budgets[name as BudgetName]);
  return set.length === 0 ? [] : [{ type: 'budgets_changed', budgets: Object.fromEntries(set) }];
}
