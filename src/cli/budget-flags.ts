import type { BudgetName, Budgets, TurnMinutes } from '../symphony/budget/budgets.ts';
import { BUDGET_SOURCES, parseBudget } from '../symphony/budget/from-text.ts';

/** What commander makes of the flags. */
export type BudgetFlags = Partial<
  Record<
    'budgetTokens' | 'budgetUsd' | 'budgetMinutes' | 'budgetDayTokens' | 'budgetDayUsd' | 'budgetDayMinutes',
    string
  >
>;

export interface TurnFlags {
  turnIdleMinutes?: string;
  turnMinutes?: string;
}

/** The limits of a turn that the flags set. @throws MaestroError `budget.bad-value`. */
export function turnMinutesFromFlags(flags: TurnFlags): Partial<TurnMinutes> {
  const { turnIdleMinutes: idle, turnMinutes: wall } = flags;
  return {
    ...(idle === undefined ? {} : { idle: parseBudget('minutes', idle, '--turn-idle-minutes') }),
    ...(wall === undefined ? {} : { wall: parseBudget('minutes', wall, '--turn-minutes') }),
  };
}

/** The budgets that the flags set. @throws MaestroError `budget.bad-value`. */
export function budgetsFromFlags(flags: BudgetFlags): Partial<Budgets> {
  const budgets: Partial<Budgets> = {};
  for (const name of Object.keys(BUDGET_SOURCES) as BudgetName[]) {
    const key = `budget${name[0]?.toUpperCase()}${name.slice(1)}` as keyof BudgetFlags;
    const text = flags[key];
    if (text !== undefined) budgets[name] = parseBudget(name, text, BUDGET_SOURCES[name].flag);
  }
  return budgets;
}
