import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Agent, AgentStatus } from '../../../../src/runner/agents/agent.ts';
import { detectCached } from '../../../../src/runner/agents/detection-cache.ts';
import { tempDir } from '../../../support/temp.ts';

const MINUTE = 60_000;

/** An agent that counts how often it is looked at, and a cache with a clock. */
async function stage(change: Partial<AgentStatus> = {}) {
  const dir = await tempDir();
  const command = join(dir, 'codex');
  await writeFile(command, 'one');
  let looks = 0;
  const status = { ...READY, command, ...change };
  const agent: Agent = {
    id: 'codex',
    displayName: 'Codex',
    detect: async () => {
      looks++;
      return status;
    },
    run: () => {
      throw new Error('Nothing is run here.');
    },
  };
  let clock = 1_000_000;
  return {
    dir,
    command,
    pass: (ms: number) => {
      clock += ms;
    },
    /** Looks, and tells how often it was really looked by now. */
    async look(env: NodeJS.ProcessEnv = { PATH: dir }, refresh = false): Promise<number> {
      expect(await detectCached(agent, env, { dir, refresh, now: () => clock })).toEqual(status);
      return looks;
    },
  };
}

const READY: AgentStatus = {
  id: 'codex',
  displayName: 'Codex',
  installed: true,
  version: '0.169.0',
  minVersion: '0.169.0',
  signedIn: true,
  models: ['a', 'b'],
  command: null,
  remedy: null,
  scripted: false,
};

test('what is ready is believed for ten minutes, and no longer', async () => {
  const there = await stage();
  expect(await there.look()).toBe(1);
  there.pass(9 * MINUTE);
  expect(await there.look()).toBe(1);
  there.pass(MINUTE);
  expect(await there.look()).toBe(2);
});

test('it is looked again when asked to, and when the clock was put back', async () => {
  const there = await stage();
  await there.look();
  expect(await there.look(undefined, true)).toBe(2);
  there.pass(-60 * MINUTE);
  expect(await there.look()).toBe(3);
});

test('another command, another environment or a key that is there or not is another matter', async () => {
  const there = await stage();
  await there.look();
  await writeFile(there.command, 'another');
  await utimes(there.command, 1, 1);
  expect(await there.look()).toBe(2);
  expect(await there.look({ PATH: `${there.dir}:/bin` })).toBe(3);
  const keyed = { PATH: there.dir, OPENAI_API_KEY: 'sk-secret' };
  expect(await there.look(keyed)).toBe(4);
  expect(await there.look({ ...keyed, OPENAI_API_KEY: 'sk-other' })).toBe(4);
  // What the agent never sees changes nothing.
  expect(await there.look({ ...keyed, GITHUB_TOKEN: 'x' })).toBe(4);
  expect(await readFile(join(there.dir, 'agents/codex.json'), 'utf8')).not.toContain('sk-secret');
});

test.each([
  ['is not installed', { installed: false, remedy: 'Install it.' }],
  ['is not signed in', { signedIn: false, remedy: 'Sign in.' }],
  ['has no command', { command: null }],
])('one that %s is looked at every time', async (_name, change) => {
  const there = await stage(change);
  await there.look();
  expect(await there.look()).toBe(2);
});

test('a cache that is broken or gone is no cache', async () => {
  const there = await stage();
  await there.look();
  await writeFile(join(there.dir, 'agents/codex.json'), '{"status": 5}');
  expect(await there.look()).toBe(2);
  await rm(join(there.dir, 'agents'), { recursive: true });
  expect(await there.look()).toBe(3);
});
