import * as z from 'zod';

const Amount = z.number().positive();
const Whole = Amount.int();

/**
 * What may be spent: by one contribution over its whole life, and by all contributions of this machine in one local
 * calendar day. Null: no limit. Tokens are input (cached ones included) and output; minutes are those spent in turns.
 */
export const Budgets = z.object({
  tokens: Whole.nullable(),
  usd: Amount.nullable(),
  minutes: Amount.nullable(),
  dayTokens: Whole.nullable(),
  dayUsd: Amount.nullable(),
  dayMinutes: Amount.nullable(),
});
export type Budgets = z.infer<typeof Budgets>;

/** One of them, by its name. */
export type BudgetName = keyof Budgets;
export const BudgetName = z.enum(['tokens', 'usd', 'minutes', 'dayTokens', 'dayUsd', 'dayMinutes']);

export const NO_BUDGETS: Budgets = {
  tokens: null,
  usd: null,
  minutes: null,
  dayTokens: null,
  dayUsd: null,
  dayMinutes: null,
};

/** How long one turn may be without a sign of life, and take in all, in minutes. Null: as the runner has it. */
export const TurnMinutes = z.object({ idle: Amount.nullable(), wall: Amount.nullable() });
export type TurnMinutes = z.infer<typeof TurnMinutes>;

export const DEFAULT_TURN_MINUTES: TurnMinutes = { idle: null, wall: null };

/** True for the budgets of a day, which all contributions share. */
export function isDayBudget(name: BudgetName): boolean {
  return name.startsWith('day');
}

/** The budgets with some of them set anew; what is absent stays. */
export function changeBudgets(budgets: Budgets, changes: Partial<Budgets>): Budgets {
  const set = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...budgets, ...Object.fromEntries(set) };
}
