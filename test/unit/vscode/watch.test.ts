import { appendFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { homeFrom } from '../../../src/platform/paths.ts';
import { DEFAULT_TURN_MINUTES, NO_BUDGETS } from '../../../src/symphony/budget/budgets.ts';
import { newContributionId } from '../../../src/symphony/ids.ts';
import { contributionPaths } from '../../../src/symphony/journal/paths.ts';
import { openJournal } from '../../../src/symphony/journal/store.ts';
import { watchContribution, watchContributions } from '../../../src/vscode/model/watch.ts';
import { anywhere } from '../../support/limits.ts';
import { tempDir } from '../../support/temp.ts';

/** A home with one contribution that was begun and is over: no engine is expected for it. */
async function homeWithOne() {
  const home = homeFrom({ MAESTRO_HOME: await tempDir() });
  const id = newContributionId();
  const { journal: path } = contributionPaths(home, id);
  const journal = await openJournal(path, systemClock, (text) => text);
  await journal.append({
    type: 'created',
    version: '0.0.0',
    start: {
      id,
      name: 'One',
      slug: 'a/a',
      webUrl: 'https://github.com',
      apiUrl: 'https://api.github.com',
      issue: { number: 1, title: 'An issue', url: 'https://github.com/a/a/issues/1' },
      documents: [],
      agent: 'scripted',
      model: null,
      dir: null,
      freshContext: 'task',
      finalize: 'ask',
      sandbox: 'workspace-write',
      budgets: NO_BUDGETS,
      turnMinutes: DEFAULT_TURN_MINUTES,
      user: { login: 'ada', id: 1 },
    },
  });
  return { home, id, path, journal };
}

describe('watchContribution', () => {
  it('tells the state now, and again when the journal has grown', async () => {
    const { home, id, journal } = await homeWithOne();
    const stop = new AbortController();
    const states: string[] = [];
    for await (const { state } of watchContribution(home, id, stop.signal)) {
      states.push(state);
      if (states.length === 1) await journal.append({ type: 'cancelled', left: [] });
      else stop.abort();
    }
    await journal.close();
    expect(states).toEqual(['claiming', 'cancelled']);
  });

  it('does not tell a line that is still being written', async () => {
    const { home, id, path, journal } = await homeWithOne();
    await journal.close();
    await appendFile(path, '{"v":1,"seq":1,"at":"2026-01-01');
    const stop = new AbortController();
    const seen: number[] = [];
    for await (const { events } of watchContribution(home, id, stop.signal)) {
      seen.push(events);
      // It would be told in the next look.
      setTimeout(() => stop.abort(), anywhere(700));
    }
    expect(seen).toEqual([1]);
  });
});

describe('watchContributions', () => {
  it('tells all of them now and whenever one has changed, and ends when it is stopped', async () => {
    const { home, journal } = await homeWithOne();
    const stop = new AbortController();
    const looks: string[][] = [];
    // Every look comes at once, until the test has seen enough.
    const clock = {
      ...systemClock,
      sleep: (_ms: number, signal?: AbortSignal) => systemClock.sleep(anywhere(5), signal),
    };
    for await (const contributions of watchContributions(home, clock, stop.signal)) {
      looks.push(contributions.map(({ state }) => state));
      if (looks.length === 1) await journal.append({ type: 'cancelled', left: [] });
      else stop.abort();
    }
    await journal.close();
    expect(looks).toEqual([['claiming'], ['cancelled']]);
  });

  it('tells of none when there is no home yet', async () => {
    const home = homeFrom({ MAESTRO_HOME: `${await tempDir()}/none` });
    const stop = new AbortController();
    for await (const contributions of watchContributions(home, systemClock, stop.signal)) {
      expect(contributions).toEqual([]);
      stop.abort();
    }
  });
});
