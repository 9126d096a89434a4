import { MaestroError } from '../../platform/errors.ts';
import { type BudgetName, Budgets, isDayBudget, type TurnMinutes } from './budgets.ts';

/** The flag and the environment variable of each budget. */
export const BUDGET_SOURCES: Readonly<Record<BudgetName, { flag: string; variable: string }>> = {
  tokens: { flag: '--budget-tokens', variable: 'MAESTRO_BUDGET_TOKENS' },
  usd: { flag: '--budget-usd', variable: 'MAESTRO_BUDGET_USD' },
  minutes: { flag: '--budget-minutes', variable: 'MAESTRO_BUDGET_MINUTES' },
  dayTokens: { flag: '--budget-day-tokens', variable: 'MAESTRO_BUDGET_DAY_TOKENS' },
  dayUsd: { flag: '--budget-day-usd', variable: 'MAESTRO_BUDGET_DAY_USD' },
  dayMinutes: { flag: '--budget-day-minutes', variable: 'MAESTRO_BUDGET_DAY_MINUTES' },
};
const NAMES = Object.keys(BUDGET_SOURCES) as BudgetName[];

/** What a thousand and a million are written as. */
const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1_000, m: 1_000_000 };

/**
 * A budget as people write it: `500000`, `500k`, `1.5M`, `0.50`; `none` for no limit.
 * @param from where it was written, for the message.
 * @throws MaestroError `budget.bad-value`.
 */
export function parseBudget(name: BudgetName, text: string, from: string): number | null {
  const written = text.trim().toLowerCase();
  if (written === 'none') return null;
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([km]?)$/.exec(written) ?? [];
  const value = Number(number) * (UNITS[unit] ?? Number.NaN);
  const parsed = Budgets.shape[name].safeParse(isTokens(name) ? Math.round(value) : value);
  if (parsed.success && parsed.data !== null) return parsed.data;
  throw new MaestroError(
    'budget.bad-value',
    `${from} is not a valid budget: ${JSON.stringify(text.slice(0, 40))}.`,
    {
      remedy: isTokens(name)
        ? 'Write a number of tokens above 0, for example 500000, 500k or 2M, or none.'
        : 'Write a number above 0, for example 0.50, or none.',
    },
  );
}

/**
 * The budgets that an environment sets; a variable that is absent or empty sets none.
 * @throws MaestroError `budget.bad-value`.
 */
export function budgetsOf(env: NodeJS.ProcessEnv): Partial<Budgets> {
  const budgets: Partial<Budgets> = {};
  for (const name of NAMES) {
    const { variable } = BUDGET_SOURCES[name];
    const text = env[variable]?.trim();
    if (text) budgets[name] = parseBudget(name, text, variable);
  }
  return budgets;
}

/**
 * How long a turn may be silent, and take in all, in minutes, by an environment; null where it says nothing.
 * @throws MaestroError `budget.bad-value`.
 */
export function turnLimitsOf(env: NodeJS.ProcessEnv): TurnMinutes {
  const of = (variable: string): number | null => {
    const text = env[variable]?.trim();
    return text ? parseBudget('minutes', text, variable) : null;
  };
  return { idle: of('MAESTRO_TURN_IDLE_MINUTES'), wall: of('MAESTRO_TURN_MINUTES') };
}

/** Those of them that a day's contributions share. @throws MaestroError `budget.bad-value`. */
export function dayBudgetsOf(env: NodeJS.ProcessEnv): Partial<Budgets> {
  const set = Object.entries(budgetsOf(env)).filter(([name]) => isDayBudget(name as BudgetName));
  return Object.fromEntries(set);
}

function isTokens(name: BudgetName): boolean {
  return name === 'tokens' || name === 'dayTokens';
}
