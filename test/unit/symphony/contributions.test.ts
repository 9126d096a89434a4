import { appendFile, mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquireLock } from '../../../src/platform/lock.ts';
import { type Home, homeFrom } from '../../../src/platform/paths.ts';
import { findContribution, isEngineAlive, listContributions } from '../../../src/symphony/contributions.ts';
import type { EventBody } from '../../../src/symphony/journal/events.ts';
import { contributionPaths } from '../../../src/symphony/journal/paths.ts';
import {
  CLAIM,
  created,
  events,
  FIRST_DOCUMENT,
  HAND_OVER,
  PREPARATION,
  turn,
} from '../../support/events.ts';
import { tempDir } from '../../support/temp.ts';

const home = async (): Promise<Home> => homeFrom({ MAESTRO_HOME: await tempDir() });
const RUNNING = [...CLAIM, ...PREPARATION];

async function put(at: Home, id: string, bodies: readonly EventBody[], from?: string): Promise<void> {
  const { journal } = contributionPaths(at, id);
  await mkdir(dirname(journal), { recursive: true });
  const lines = events([created({ id }), ...bodies], from).map((event) => `${JSON.stringify(event)}\n`);
  await writeFile(journal, lines.join(''));
}

describe('listContributions', () => {
  it('lists nothing in an empty home', async () => {
    expect(await listContributions(await home())).toEqual({ contributions: [], problems: [] });
  });

  it('lists the newest first', async () => {
    const at = await home();
    await put(at, 'aaaaaaaa', [], '2026-01-01T00:00:00Z');
    await put(at, 'bbbbbbbb', [], '2026-01-03T00:00:00Z');
    await put(at, 'cccccccc', [], '2026-01-02T00:00:00Z');
    const { contributions } = await listContributions(at);
    expect(contributions.map(({ id }) => id)).toEqual(['bbbbbbbb', 'cccccccc', 'aaaaaaaa']);
  });

  it('names broken journals and hides no other', async () => {
    const at = await home();
    await put(at, 'aaaaaaaa', []);
    await put(at, 'bbbbbbbb', []);
    await writeFile(contributionPaths(at, 'bbbbbbbb').journal, 'not JSON\nat all\n');
    await put(at, 'cccccccc', []);
    await writeFile(contributionPaths(at, 'cccccccc').journal, '{"v":1,"seq":0,"at":"","type":"resumed"}\n');
    await mkdir(join(at.contributions, 'dddddddd'));
    await mkdir(join(at.contributions, 'not-an-id'));
    await writeFile(join(at.contributions, 'eeeeeeee'), 'a file');
    const { contributions, problems } = await listContributions(at);
    expect(contributions.map(({ id }) => id)).toEqual(['aaaaaaaa']);
    expect(problems).toMatchObject([
      { code: 'journal.damaged', message: expect.stringContaining('bbbbbbbb') },
      { code: 'journal.no-start', message: expect.stringContaining('cccccccc') },
    ]);
  });

  const cases: [string, EventBody[], string][] = [
    ['claiming', CLAIM.slice(0, 2), 'interrupted'],
    ['preparing', CLAIM.slice(), 'interrupted'],
    ['running', RUNNING, 'interrupted'],
    ['cancelling', [...RUNNING, { type: 'cancel_started', removeClone: true }], 'interrupted'],
    ['finalizing', [...RUNNING, ...HAND_OVER.slice(0, 3)], 'interrupted'],
    ['waiting for the user’s finalize', [...RUNNING, ...HAND_OVER.slice(0, 2)], 'finishing'],
    [
      'paused by the user',
      [...RUNNING, { type: 'paused', reason: 'user', message: '', until: null }],
      'paused',
    ],
    [
      'paused until a time, which needs an engine',
      [...RUNNING, { type: 'paused', reason: 'rate_limit', message: '', until: '2026-03-01T12:00:00Z' }],
      'interrupted',
    ],
    [
      'in trouble',
      [...RUNNING, { type: 'needs_attention', code: 'x', message: 'm', remedy: null }],
      'needs_attention',
    ],
    ['handed over', [...RUNNING, ...FIRST_DOCUMENT, ...HAND_OVER], 'ready_for_review'],
    ['cancelled', [...RUNNING, { type: 'cancelled', left: [] }], 'cancelled'],
  ];
  it.each(cases)('without an engine, one that was %s reads so', async (_name, bodies, state) => {
    const at = await home();
    await put(at, 'aaaaaaaa', bodies);
    expect((await findContribution(at, 'aaaaaaaa')).state).toBe(state);
  });

  it('reads as journaled while its engine lives, and interrupted once the lock is free', async () => {
    const at = await home();
    await put(at, 'aaaaaaaa', RUNNING);
    const lock = await acquireLock(contributionPaths(at, 'aaaaaaaa').lock);
    expect(await isEngineAlive(at, 'aaaaaaaa')).toBe(true);
    expect((await findContribution(at, 'aaaaaaaa')).state).toBe('running');
    await lock.release();
    expect(await isEngineAlive(at, 'aaaaaaaa')).toBe(false);
    expect(await findContribution(at, 'aaaaaaaa')).toMatchObject({ state: 'interrupted', phase: 'running' });
  });

  it('gives a first engine ten seconds to start', async () => {
    const at = await home();
    await put(at, 'aaaaaaaa', [], '2026-01-01T00:00:00Z');
    const early = await listContributions(at, new Date('2026-01-01T00:00:05Z'));
    expect(early.contributions[0]?.state).toBe('claiming');
    const late = await listContributions(at, new Date('2026-01-01T00:00:15Z'));
    expect(late.contributions[0]?.state).toBe('interrupted');
  });
});

describe('findContribution', () => {
  it('finds by id, by its beginning, and in any case of letters', async () => {
    const at = await home();
    await put(at, 'abcdefgh', []);
    await put(at, 'abxxxxxx', []);
    for (const text of ['abcdefgh', 'abc', ' ABC '])
      expect((await findContribution(at, text)).id, text).toBe('abcdefgh');
    await expect(findContribution(at, 'ab')).rejects.toMatchObject({
      code: 'contribution.ambiguous',
      message: expect.stringMatching(/abcdefgh, abxxxxxx|abxxxxxx, abcdefgh/),
    });
    for (const text of ['', 'zz', '../..', '\u0000', 'x'.repeat(5_000)])
      await expect(findContribution(at, text)).rejects.toMatchObject({ code: 'contribution.unknown' });
  });
});

describe('the cache of folded journals', () => {
  const MANY = Array.from({ length: 1_500 }, () => turn('a', 'Task A'.repeat(5))).flat();

  it('changes nothing: not when it is there, broken, behind, or gone', async () => {
    const at = await home();
    await put(at, 'aaaaaaaa', [...RUNNING, ...MANY]);
    const cold = await findContribution(at, 'aaaaaaaa');
    const cacheFile = join(at.cache, 'contributions', 'aaaaaaaa.json');
    expect(await readdir(dirname(cacheFile))).toEqual(['aaaaaaaa.json']);
    expect(await findContribution(at, 'aaaaaaaa')).toEqual(cold);

    const { journal } = contributionPaths(at, 'aaaaaaaa');
    const more = events([created(), ...RUNNING, ...MANY, ...FIRST_DOCUMENT]).slice(cold.events);
    await appendFile(journal, more.map((event) => `${JSON.stringify(event)}\n`).join(''));
    const grown = await findContribution(at, 'aaaaaaaa');
    expect(grown.events).toBe(cold.events + more.length);

    await writeFile(cacheFile, '{"size":');
    expect(await findContribution(at, 'aaaaaaaa')).toEqual(grown);
    await rm(at.cache, { recursive: true });
    expect(await findContribution(at, 'aaaaaaaa')).toEqual(grown);
  });

  it('is not believed when the journal is another one', async () => {
    const at = await home();
    await put(at, 'aaaaaaaa', [...RUNNING, ...MANY]);
    await findContribution(at, 'aaaaaaaa');
    await rm(contributionPaths(at, 'aaaaaaaa').journal);
    await put(at, 'aaaaaaaa', [...RUNNING, ...MANY, { type: 'cancelled', left: [] }]);
    await utimes(contributionPaths(at, 'aaaaaaaa').journal, new Date(), new Date(Date.now() + 5_000));
    expect((await findContribution(at, 'aaaaaaaa')).state).toBe('cancelled');
  });
});
