import { count, money } from '../../platform/quantities.ts';
import type { Contribution } from '../contribution.ts';
import { type BudgetName, type Budgets, isDayBudget } from './budgets.ts';
import type { BudgetUse } from './check.ts';
import { BUDGET_SOURCES } from './from-text.ts';
import { RAISES, raised } from './raise.ts';

/** `500,000 tokens`, `$0.50`, `90 minutes`. */
export function amountWords(name: BudgetName, amount: number): string {
  switch (name) {
    case 'tokens':
    case 'dayTokens':
      return `${count(amount)} tokens`;
    case 'usd':
    case 'dayUsd':
      // Whole cents look like a price, anything finer keeps its digits.
      return Number.isInteger(Math.round(amount * 1e6) / 1e4) ? `$${amount.toFixed(2)}` : money(amount);
    case 'minutes':
    case 'dayMinutes':
      return `${Math.round(amount * 10) / 10} minutes`;
  }
}

/** `the budget of 500,000 tokens for this contribution`. */
function budgetWords(name: BudgetName, limit: number): string {
  const whose = isDayBudget(name) ? 'for a day of all contributions' : 'for this contribution';
  return `the budget of ${amountWords(name, limit)} ${whose}`;
}

/** What a warning says. */
export function warningWords({
  budget,
  limit,
  spent,
}: {
  budget: BudgetName;
  limit: number;
  spent: number;
}): string {
  return `80 % of ${budgetWords(budget, limit)} is spent: ${amountWords(budget, spent)}.`;
}

/** Which budget is used up, in one sentence. */
export function whyUsedUp({ name, limit, spent, unpricedTokens }: BudgetUse): string {
  return unpricedTokens > 0
    ? `The price of ${count(unpricedTokens)} tokens is unknown, so ${budgetWords(name, limit)} cannot be held (${money(spent)} known so far).`
    : `Used up: ${budgetWords(name, limit)} (${amountWords(name, spent)} spent).`;
}

/** Why a contribution is paused, and what to do, in a few sentences. */
export function usedUpWords(id: string, use: BudgetUse): string {
  const { name, unpricedTokens } = use;
  const { flag } = BUDGET_SOURCES[name];
  const resume = `maestro symphony resume ${id} ${flag}`;
  if (unpricedTokens > 0)
    return `${whyUsedUp(use)} Lift it (${resume} none) and set one in tokens instead (--budget-tokens N), or cancel and choose another model.`;
  const next = isDayBudget(name)
    ? 'Resume tomorrow (local time), or raise it'
    : 'Raise it (none lifts it) to go on';
  return `${whyUsedUp(use)} ${next}: ${resume} ${raised(use, RAISES.half) ?? 'none'}`;
}

/** What it cost, as far as that is known. */
export function costWords({ usage, unpricedTokens }: Pick<Contribution, 'usage' | 'unpricedTokens'>): string {
  if (usage.costUsd === null || unpricedTokens === 0) return money(usage.costUsd);
  return `${money(usage.costUsd)}, and unknown for ${count(unpricedTokens)} tokens`;
}

/** The budgets that are set, in a few words; undefined when none is. */
export function budgetsLine(budgets: Budgets): string | undefined {
  const names = Object.keys(budgets) as BudgetName[];
  const words = (day: boolean): string =>
    names
      .flatMap((name) => {
        const limit = budgets[name];
        return limit === null || isDayBudget(name) !== day ? [] : [amountWords(name, limit)];
      })
      .join(', ');
  const [own, day] = [words(false), words(true)];
  return (
    [...(own ? [own] : []), ...(day ? [`${day} a day for all contributions`] : [])].join('; ') || undefined
  );
}
