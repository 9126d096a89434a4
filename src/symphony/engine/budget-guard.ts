import { describeError } from '../../platform/errors.ts';
import { type BudgetName, isDayBudget } from '../budget/budgets.ts';
import { type BudgetUse, checkBudgets, NOTHING_SPENT } from '../budget/check.ts';
import { dayLedger } from '../budget/day-ledger.ts';
import { spentBy } from '../budget/spent.ts';
import type { SymphonyContext } from '../context.ts';
import { dayTeller } from '../days.ts';
import type { EventBody } from '../journal/events.ts';
import type { Journal } from '../journal/store.ts';

/** Time passes without events, and other contributions spend of the same day: both are looked at so often. */
const LOOK_MS = 1_000;

/** Holds a run to the contribution's budgets. Everything it knows is in the journals. */
export interface BudgetGuard {
  /** Aborted the moment a budget is used up. */
  readonly usedUpSignal: AbortSignal;
  /** The budget that is used up, found out by now; null when none is. */
  usedUp(): BudgetUse | null;
  /** To be called with every event once it is journaled. */
  heard(event: EventBody): Promise<void>;
  /** Looks now; true when a budget is used up. */
  look(): Promise<boolean>;
  /** Ends its own looking. */
  close(): void;
}

/** A guard for one run. `close` it in `finally`. */
export function budgetGuard(ctx: SymphonyContext, journal: Journal): BudgetGuard {
  const over = new AbortController();
  const ledger = dayLedger(ctx, journal.state().id);
  const { dayOf } = dayTeller();
  const awake = ctx.clock.stopwatch();
  let turn = { startedAt: '', begun: 0 };
  let found: BudgetUse | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  /** The moment by which the turn under way is counted: a laptop that sleeps in it spends nothing. */
  function momentOf({ turn: now }: ReturnType<Journal['state']>): Date {
    const passed = awake();
    if (!now) return ctx.clock.now();
    const { startedAt } = now;
    if (turn.startedAt !== startedAt) turn = { startedAt, begun: passed };
    return new Date(Date.parse(startedAt) + passed - turn.begun);
  }

  async function lookNow(): Promise<boolean> {
    const { budgets } = journal.state();
    const set = (Object.keys(budgets) as BudgetName[]).filter((name) => budgets[name] !== null);
    if (set.length === 0) {
      found = null;
      return false;
    }
    const now = ctx.clock.now();
    const day = set.some(isDayBudget) ? await ledger.today(now) : NOTHING_SPENT;
    const state = journal.state();
    const verdict = checkBudgets(budgets, spentBy(state, momentOf(state)), day);
    found = verdict.usedUp;
    if (found) over.abort();
    for (const use of verdict.near) await warnOnce(use, dayOf(now));
    return found !== null;
  }

  async function warnOnce({ name, limit, spent }: BudgetUse, today: string): Promise<void> {
    const day = isDayBudget(name) ? today : null;
    const told = journal
      .state()
      .budgetWarnings.some((other) => other.budget === name && other.limit === limit && other.day === day);
    if (!told) await journal.append({ type: 'budget_warning', budget: name, limit, spent, day });
  }

  // One check at a time, so that a warning is given only once.
  const look = (): Promise<boolean> => {
    const looked = queue.then(lookNow);
    queue = looked.catch(() => undefined);
    return looked;
  };
  const timer = setInterval(() => {
    // It is only right when it is looked at, whether or not there is a budget.
    awake();
    look().catch((error: unknown) => ctx.log.warn(`Looking at the budgets: ${describeError(error)}`));
  }, LOOK_MS);

  return {
    usedUpSignal: over.signal,
    usedUp: () => found,
    async heard(event) {
      if (event.type === 'agent' && event.event.kind === 'usage') await look();
    },
    look,
    close: () => clearInterval(timer),
  };
}
