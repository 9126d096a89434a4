import { describe, expect, it } from 'vitest';
import { achievementsOf } from '../../../src/symphony/achievements.ts';
import type { StartFacts } from '../../../src/symphony/journal/events.ts';
import { historyOf } from '../../../src/symphony/history.ts';
import { isRehearsed } from '../../../src/symphony/rehearsed.ts';
import { statsOf } from '../../../src/symphony/stats.ts';
import { completed } from '../../support/events.ts';

const NOW = new Date('2026-03-10T12:00:00Z');
const LOCAL = { webUrl: 'http://127.0.0.1:4567', apiUrl: 'http://127.0.0.1:4567/api/v3' };

const CASES: readonly [string, Partial<StartFacts>, boolean][] = [
  ['an agent on GitHub', { agent: 'codex' }, false],
  [
    'an agent on an enterprise host',
    { webUrl: 'https://ghe.test', apiUrl: 'https://ghe.test/api/v3' },
    false,
  ],
  [
    'an agent on a host that only sounds like this machine',
    { ...LOCAL, webUrl: 'https://localhost.test' },
    false,
  ],
  ['an agent with addresses that are none', { webUrl: '', apiUrl: 'here' }, false],
  ['the scripted agent on GitHub, by an earlier version', { agent: 'scripted' }, true],
  ['the scripted agent on this machine', { ...LOCAL, agent: 'scripted' }, true],
  ['any agent on this machine', { ...LOCAL, agent: 'claude' }, true],
  ['the same by its name', { webUrl: 'http://localhost:1', apiUrl: 'http://[::1]:1' }, true],
];

describe('what was rehearsed', () => {
  it.each(CASES)('%s', (_name, start, rehearsed) => {
    expect(isRehearsed(completed(start))).toBe(rehearsed);
  });

  it.each(CASES.filter(([, , rehearsed]) => rehearsed))('counts nowhere: %s', (_name, start) => {
    const real = completed({ id: 'aaaaaaaa', slug: 'octo/real' });
    const merged = { ...completed(start), state: 'merged' as const, mergedAt: NOW.toISOString() };
    const both = [real, merged, { ...merged, state: 'running' as const, handedOverAt: null, mergedAt: null }];
    expect(statsOf(both, NOW, 'UTC')).toEqual(statsOf([real], NOW, 'UTC'));
    expect(achievementsOf(both, 'UTC')).toEqual(achievementsOf([real], 'UTC'));
    expect(historyOf(both)).toEqual(historyOf([real]));

    expect(statsOf([merged], NOW, 'UTC')).toEqual(statsOf([], NOW, 'UTC'));
    expect(achievementsOf([merged], 'UTC')).toEqual(achievementsOf([], 'UTC'));
    expect(historyOf([merged])).toEqual([]);
  });
});
