import { MaestroError } from '../../platform/errors.ts';
import type { SymphonyContext } from '../context.ts';
import type { Contribution } from '../contribution.ts';
import { type BudgetName, type Budgets, isDayBudget } from './budgets.ts';
import { type BudgetUse, NOTHING_SPENT, usedUpOf } from './check.ts';
import { dayLedger } from './day-ledger.ts';
import { BUDGET_SOURCES } from './from-text.ts';
import { RAISES, raised } from './raise.ts';
import { spentBy } from './spent.ts';
import { whyUsedUp } from './words.ts';

/**
 * The budgets of a contribution at which nobody is at work that leave no room for another turn, by what all journals say now.
 * @param budgets as they are to be; by default as they are.
 */
export async function usedUpNow(
  ctx: Pick<SymphonyContext, 'home' | 'log' | 'clock'>,
  contribution: Contribution,
  budgets: Budgets = contribution.budgets,
): Promise<BudgetUse[]> {
  const now = ctx.clock.now();
  const hasDay = (Object.keys(budgets) as BudgetName[]).some(
    (name) => isDayBudget(name) && budgets[name] !== null,
  );
  // Nobody's turn goes on: one that a killed engine left open ended with its last sign of life.
  const day = hasDay ? await dayLedger(ctx, '').today(now) : NOTHING_SPENT;
  const own = spentBy(contribution, contribution.turn ? new Date(contribution.turn.lastAt) : now);
  return usedUpOf(budgets, own, day);
}

/**
 * A resume that would pause again at once is refused, with the way out in its words.
 * @throws MaestroError `budget.used-up`.
 */
export async function requireRoom(
  ctx: Pick<SymphonyContext, 'home' | 'log' | 'clock'>,
  contribution: Contribution,
  budgets: Budgets,
): Promise<void> {
  const { done, unfinished, total } = contribution.tasks;
  // What is left to do then costs nothing.
  if (total > 0 && done + unfinished >= total) return;
  const uses = await usedUpNow(ctx, contribution, budgets);
  if (uses.length === 0) return;
  throw new MaestroError('budget.used-up', `It would pause again at once. ${uses.map(whyUsedUp).join(' ')}`, {
    remedy: `Raise it: ${raiseCommand(contribution.id, uses)}`,
  });
}

/** The command line that goes on with half as much again, or without a limit that cannot be held. */
export function raiseCommand(id: string, uses: readonly BudgetUse[]): string {
  const flags = uses.map((use) => {
    const amount = raised(use, RAISES.half);
    return `${BUDGET_SOURCES[use.name].flag} ${amount ?? 'none'}`;
  });
  return `maestro symphony resume ${id} ${flags.join(' ')}`;
}
