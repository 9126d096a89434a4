import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Home, homeFrom } from '../../../src/platform/paths.ts';
import { endGroup } from '../../../src/platform/process/kill.ts';
import { findContribution, isEngineAlive } from '../../../src/symphony/contributions.ts';
import { contributionPaths } from '../../../src/symphony/journal/paths.ts';
import { launchEngine } from '../../../src/symphony/launch.ts';
import { childProgram } from '../../support/child-program.ts';
import { created, events } from '../../support/events.ts';
import { HANG_MS, reached } from '../../support/limits.ts';
import { processesWith } from '../../support/processes.ts';
import { tempDir } from '../../support/temp.ts';
import { eventually, soon } from '../../support/waits.ts';

const engine = childProgram('engine-double.ts');
const ID = 'abcdefgh';
const TOKEN = 'the-secret-token';

async function prepared(): Promise<Home> {
  const home = homeFrom({ MAESTRO_HOME: join(await tempDir(), 'home') });
  const { journal } = contributionPaths(home, ID);
  await mkdir(dirname(journal), { recursive: true });
  await writeFile(journal, `${JSON.stringify(events([created({ id: ID })])[0])}\n`);
  return home;
}

async function launch(
  home: Home,
  how: string,
  env: NodeJS.ProcessEnv = {},
  limitMs = HANG_MS,
): Promise<number> {
  const pid = await launchEngine({
    home,
    id: ID,
    command: {
      file: process.execPath,
      args: [engine.file(), home.root, ID, how],
      env: { MAESTRO_TEST_RUN: process.env.MAESTRO_TEST_RUN, FROM_COMMAND: 'yes' },
    },
    token: TOKEN,
    env: { PATH: process.env.PATH, ...env },
    limitMs,
  });
  onTestFinished(() => endGroup(pid, reached(500)));
  return pid;
}

describe('launchEngine', () => {
  it('starts an engine that has the lock, the token, and no token in its environment', async () => {
    const home = await prepared();
    const pid = await launch(home, 'works', { GITHUB_TOKEN: TOKEN, NPM_TOKEN: 'x', OPENAI_API_KEY: 'kept' });
    expect(await isEngineAlive(home, ID)).toBe(true);
    const [notice] = await seen(home);
    const told = JSON.parse(notice?.message ?? '{}') as { token: boolean; env: NodeJS.ProcessEnv };
    expect(told).toMatchObject({
      token: true,
      env: { MAESTRO_HOME: home.root, FROM_COMMAND: 'yes', OPENAI_API_KEY: 'kept' },
    });
    expect(JSON.stringify(told.env)).not.toContain(TOKEN);
    expect(told.env.NPM_TOKEN).toBeUndefined();
    expect(await launch(home, 'works'), 'a second one leaves the first at work').toBe(pid);
    expect((await findContribution(home, ID)).engine?.pid).toBe(pid);
  });

  it('is content with an engine that had nothing to do and is gone again', async () => {
    const home = await prepared();
    const pid = await launch(home, 'ends');
    await seen(home);
    expect((await findContribution(home, ID)).engine?.pid).toBe(pid);
  });

  it('tells the last words of one that failed, without their secrets, and names the log', async () => {
    const home = await prepared();
    const log = join(home.logs, `${ID}.log`);
    await mkdir(home.logs, { recursive: true });
    await writeFile(log, 'an older engine said this\n');
    await expect(launch(home, 'fails')).rejects.toMatchObject({
      code: 'engine.did-not-start',
      message: expect.stringMatching(/Its last words: no good with \[redacted\]$/),
      remedy: expect.stringContaining(log),
    });
  });

  it('ends one that does not come to work in time', async () => {
    const home = await prepared();
    await expect(launch(home, 'hangs', {}, reached(1_000))).rejects.toMatchObject({
      code: 'engine.did-not-start',
    });
    await soon(() => processesWith(`MAESTRO_HOME=${home.root}`)).toEqual([]);
    expect(await isEngineAlive(home, ID)).toBe(false);
  });

  it('keeps one old log when a log has grown over 1 MiB', async () => {
    const home = await prepared();
    const log = join(home.logs, `${ID}.log`);
    await mkdir(home.logs, { recursive: true });
    await writeFile(log, 'x'.repeat(1024 * 1024 + 1));
    await launch(home, 'ends');
    expect((await stat(log)).size).toBe(0);
    expect((await readFile(`${log}.1`, 'utf8')).length).toBe(1024 * 1024 + 1);
  });
});

/** Notices come right after the start, but after the lock. */
async function seen(home: Home): Promise<{ message: string }[]> {
  const look = async () => (await findContribution(home, ID)).notices;
  await eventually(async () => (await look()).length > 0, 'a notice');
  return look();
}
