import { describe, expect, it } from 'vitest';
import type { Contribution } from '../../../src/symphony/contribution.ts';
import { fold } from '../../../src/symphony/journal/fold.ts';
import { waitsForUser } from '../../../src/symphony/states.ts';

const contribution = (change: Partial<Contribution>): Contribution => ({ ...fold([]), ...change });
const paused = (reason: 'user' | 'budget' | 'rate_limit' | 'offline', until: string | null) =>
  contribution({ state: 'paused', paused: { reason, message: '', until } });
const auto = { ...fold([]).start, finalize: 'auto' as const };

describe('whom a contribution waits for', () => {
  it.each([
    ['a budget', paused('budget', null), true],
    ['a hand-over', contribution({ state: 'finishing' }), true],
    ['an answer', contribution({ state: 'needs_attention' }), true],
    ['a resume after a crash', contribution({ state: 'interrupted' }), true],
    ['nobody: the user paused it', paused('user', null), false],
    ['the provider', paused('rate_limit', '2026-03-01T10:00:00Z'), false],
    ['the connection', paused('offline', '2026-03-01T10:00:00Z'), false],
    ['the engine, which hands it over', contribution({ state: 'finishing', finalizing: true }), false],
    ['the engine, which does so by itself', contribution({ state: 'finishing', start: auto }), false],
    ['the agent', contribution({ state: 'running' }), false],
    ['the maintainers', contribution({ state: 'ready_for_review' }), false],
    ['nobody any more', contribution({ state: 'cancelled' }), false],
  ])('%s', (_who, given, expected) => {
    expect(waitsForUser(given)).toBe(expected);
  });
});
