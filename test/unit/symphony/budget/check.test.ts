import { describe, expect, it } from 'vitest';
import { type Budgets, changeBudgets, NO_BUDGETS } from '../../../../src/symphony/budget/budgets.ts';
import { checkBudgets, NOTHING_SPENT, type Spent } from '../../../../src/symphony/budget/check.ts';
import { budgetsOf, dayBudgetsOf, parseBudget } from '../../../../src/symphony/budget/from-text.ts';
import { budgetsLine, costWords, usedUpWords } from '../../../../src/symphony/budget/words.ts';

const verdict = (budgets: Partial<Budgets>, own: Partial<Spent>, day: Partial<Spent> = own) =>
  checkBudgets(
    changeBudgets(NO_BUDGETS, budgets),
    { ...NOTHING_SPENT, ...own },
    { ...NOTHING_SPENT, ...day },
  );

describe('checkBudgets', () => {
  it.each([
    ['nothing is set', {}, { tokens: 9e9, usd: 9e9, minutes: 9e9 }, {}, null, []],
    ['below four fifths', { tokens: 1_000 }, { tokens: 799 }, {}, null, []],
    ['at four fifths', { tokens: 1_000 }, { tokens: 800 }, {}, null, ['tokens']],
    ['one below', { tokens: 1_000 }, { tokens: 999 }, {}, null, ['tokens']],
    ['as much as the limit', { tokens: 1_000 }, { tokens: 1_000 }, {}, 'tokens', ['tokens']],
    ['money', { usd: 0.5 }, { usd: 0.51 }, {}, 'usd', ['usd']],
    ['time', { minutes: 1.5 }, { minutes: 1.5 }, {}, 'minutes', ['minutes']],
    ['the day, by others', { dayTokens: 100 }, { tokens: 10 }, { tokens: 100 }, 'dayTokens', ['dayTokens']],
    ['the day does not bind the contribution', { tokens: 100 }, { tokens: 10 }, { tokens: 500 }, null, []],
    ['the day in money', { dayUsd: 1 }, { usd: 0 }, { usd: 0.9 }, null, ['dayUsd']],
    ['the day in time', { dayMinutes: 2 }, { minutes: 0 }, { minutes: 2 }, 'dayMinutes', ['dayMinutes']],
    ['money of unknown amount', { usd: 5 }, { unpricedTokens: 1 }, {}, 'usd', []],
    ['of others: theirs to hold', { dayUsd: 5 }, {}, { unpricedTokens: 1 }, null, []],
    ['unknown money, tokens counted', { tokens: 5 }, { tokens: 1, unpricedTokens: 1 }, {}, null, []],
  ] as const)('%s', (_name, budgets, own, day, usedUp, near) => {
    const found = verdict(budgets, own, day);
    expect(found.usedUp?.name ?? null).toBe(usedUp);
    expect(found.near.map(({ name }) => name)).toEqual(near);
  });
});

describe('what people write', () => {
  it.each([
    ['tokens', '500000', 500_000],
    ['tokens', '500k', 500_000],
    ['dayTokens', ' 1.5M ', 1_500_000],
    ['usd', '0.50', 0.5],
    ['minutes', '90', 90],
    ['usd', 'none', null],
  ] as const)('%s %s', (name, text, value) => {
    expect(parseBudget(name, text, '--x')).toBe(value);
  });

  it.each(['0', '-1', '1e3', 'lots', '', '$1', '1,000', 'NaN', '0.0001k5'])('refuses %j', (text) => {
    expect(() => parseBudget('tokens', text, '--budget-tokens')).toThrow(
      expect.objectContaining({ code: 'budget.bad-value' }),
    );
  });

  it('takes the environment, absent and empty variables for nothing', () => {
    const env = { MAESTRO_BUDGET_TOKENS: '', MAESTRO_BUDGET_USD: 'none', MAESTRO_BUDGET_DAY_TOKENS: '2M' };
    expect(budgetsOf(env)).toEqual({ usd: null, dayTokens: 2_000_000 });
    expect(dayBudgetsOf(env)).toEqual({ dayTokens: 2_000_000 });
  });
});

describe('words', () => {
  it('say which budget, what was spent, and what to do', () => {
    const use = { name: 'tokens', limit: 500_000, spent: 512_345, unpricedTokens: 0 } as const;
    expect(usedUpWords('abc', use)).toBe(
      'Used up: the budget of 500,000 tokens for this contribution (512,345 tokens spent). Raise it (none lifts it) to go on: maestro symphony resume abc --budget-tokens 770000',
    );
    expect(usedUpWords('abc', { ...use, name: 'dayUsd', limit: 2, spent: 2.5 })).toBe(
      'Used up: the budget of $2.00 for a day of all contributions ($2.50 spent). Resume tomorrow (local time), or raise it: maestro symphony resume abc --budget-day-usd 3.75',
    );
  });

  it('never show an unknown price as nothing', () => {
    const use = { name: 'usd', limit: 1, spent: 0, unpricedTokens: 1_200 } as const;
    expect(usedUpWords('abc', use)).toContain('The price of 1,200 tokens is unknown');
    const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, reasoningTokens: 0, costUsd: 0.5 };
    expect(costWords({ usage, unpricedTokens: 0 })).toBe('$0.5000');
    expect(costWords({ usage, unpricedTokens: 1_200 })).toBe('$0.5000, and unknown for 1,200 tokens');
    expect(costWords({ usage: { ...usage, costUsd: null }, unpricedTokens: 2 })).toBe('unknown');
  });

  it('name all budgets in a line', () => {
    expect(budgetsLine(NO_BUDGETS)).toBeUndefined();
    const set = { tokens: 1_000, usd: 0.5, minutes: null, dayTokens: null, dayUsd: 2, dayMinutes: 90 };
    expect(budgetsLine(set)).toBe('1,000 tokens, $0.50; $2.00, 90 minutes a day for all contributions');
  });
});
