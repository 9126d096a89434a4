import type { BudgetName } from './budgets.ts';
import type { BudgetUse } from './check.ts';

/** By how much a budget that is used up may be raised. */
export const RAISES = { half: 1.5, double: 2 } as const;

/**
 * A budget that is used up, raised: more than was spent by then, in a round number. Null (no limit) for one of money that cannot be
 * held, whatever it is: the price is not known.
 */
export function raised({ name, limit, spent, unpricedTokens }: BudgetUse, by: number): number | null {
  return unpricedTokens > 0 ? null : roundUp(name, Math.max(limit, spent) * by);
}

function roundUp(name: BudgetName, amount: number): number {
  // Written with a few digits, so that 1.1 * 3 is no 3.3000000000000003.
  const up = (step: number): number =>
    Number((Math.ceil(Number((amount / step).toFixed(6))) * step).toFixed(6));
  switch (name) {
    case 'tokens':
    case 'dayTokens':
      // Two digits, and noughts: nobody thinks in single tokens.
      return up(Math.max(1, 10 ** (Math.floor(Math.log10(amount)) - 1)));
    case 'usd':
    case 'dayUsd':
      return up(amount < 0.1 ? 0.001 : 0.01);
    case 'minutes':
    case 'dayMinutes':
      return up(amount < 10 ? 0.1 : 1);
  }
}
