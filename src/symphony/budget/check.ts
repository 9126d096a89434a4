import { type BudgetName, type Budgets, isDayBudget } from './budgets.ts';

/** What was spent. `unpricedTokens` are those whose money is missing in `usd`. */
export interface Spent {
  tokens: number;
  usd: number;
  minutes: number;
  unpricedTokens: number;
}

export const NOTHING_SPENT: Spent = { tokens: 0, usd: 0, minutes: 0, unpricedTokens: 0 };

/** One budget that is set, and what is spent of it. */
export interface BudgetUse {
  name: BudgetName;
  limit: number;
  spent: number;
  /** Above 0 when it is a budget of money that cannot be held: so many tokens of this contribution have no known price. */
  unpricedTokens: number;
}

/** How the budgets stand: the first that is used up, and those of which at least four fifths are spent. */
export interface BudgetVerdict {
  usedUp: BudgetUse | null;
  near: BudgetUse[];
}

const NEAR = 0.8;

/**
 * Holds what was spent against the budgets. A limit is reached when as much is spent, not only when more is. Money whose
 * amount nobody knows cannot be held to a limit: the first tokens of unknown price use a budget of money up.
 */
export function checkBudgets(budgets: Budgets, own: Spent, day: Spent): BudgetVerdict {
  const uses = usesOf(budgets, own, day);
  return {
    usedUp: uses.find(isUsedUp) ?? null,
    near: uses.filter(({ limit, spent }) => spent >= limit * NEAR),
  };
}

/** Every budget that is used up. */
export function usedUpOf(budgets: Budgets, own: Spent, day: Spent): BudgetUse[] {
  return usesOf(budgets, own, day).filter(isUsedUp);
}

function isUsedUp({ limit, spent, unpricedTokens }: BudgetUse): boolean {
  return unpricedTokens > 0 || spent >= limit;
}

function usesOf(budgets: Budgets, own: Spent, day: Spent): BudgetUse[] {
  return (Object.keys(budgets) as BudgetName[]).flatMap((name) => {
    const limit = budgets[name];
    return limit === null ? [] : [useOf(name, limit, own, day)];
  });
}

function useOf(name: BudgetName, limit: number, own: Spent, day: Spent): BudgetUse {
  const spent = isDayBudget(name) ? day : own;
  switch (name) {
    case 'tokens':
    case 'dayTokens':
      return { name, limit, spent: spent.tokens, unpricedTokens: 0 };
    case 'minutes':
    case 'dayMinutes':
      return { name, limit, spent: spent.minutes, unpricedTokens: 0 };
    case 'usd':
    case 'dayUsd':
      return { name, limit, spent: spent.usd, unpricedTokens: own.unpricedTokens };
  }
}
