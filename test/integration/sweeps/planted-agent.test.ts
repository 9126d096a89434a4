import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { run } from '../../../src/platform/process/run.ts';
import { HANG_MS } from '../../support/limits.ts';
import { CALM, programOf, WAYS } from '../../support/planted-ways.ts';
import { HOMES } from '../../support/run-env.ts';
import { sample, testSeed } from '../../support/seed.ts';
import { filesBelow, leaksIn, obedientClaude } from '../../support/spy-agent.ts';
import { tempDir } from '../../support/temp.ts';
import { newcomer, SLUG, stageSample } from '../cli/support.ts';

// An agent that no sandbox holds in plants everything at once in its clone and looks everywhere, while it does its work. The
// work goes on, nothing of ours runs what it planted, and it finds no secret. What stops each is in docs/trust.md.

interface Trap {
  /** The folder of the programs, one for each way, and what says who ran them. */
  variables: Record<string, string>;
  /** Sh that plants the ways. */
  plants: string;
  pwned(): Promise<string[]>;
  loot(): Promise<Record<string, string>>;
}

/** Makes the programs that tell when they run, but by the agent itself. */
async function trap(names: readonly string[], more: Record<string, string>): Promise<Trap> {
  const root = await tempDir();
  const [programs, pwned, loot, outside, plants] = ['programs', 'pwned', 'loot', 'outside', 'plants'].map(
    (name) => join(root, name),
  ) as [string, string, string, string, string];
  for (const dir of [programs, pwned, loot, outside, plants]) await mkdir(dir);
  await writeFile(join(outside, 'secret.txt'), 'the words of another file\n');
  const stop = join(root, 'stop');
  onTestFinished(() => writeFile(stop, ''));
  const variables = { P: programs, LOOT: loot, STOP: stop, OUTSIDE: outside, ...more };
  for (const [index, name] of names.entries()) {
    const program = join(programs, programOf(name));
    await writeFile(
      program,
      `#!/bin/sh\ntest -n "$IN_A_TURN" && exit 1\n{ env; cat /proc/$PPID/environ; } > '${join(pwned, name)}' 2>&1\nexit 1\n`,
    );
    await chmod(program, 0o755);
    await writeFile(
      join(plants, `${String(index).padStart(2, '0')}.sh`),
      WAYS[name]?.plant ?? expect.fail(name),
    );
  }
  const exports = Object.entries({ ...variables, IN_A_TURN: '1' })
    .map(([name, value]) => `export ${name}='${value}'`)
    .join('\n');
  return {
    variables,
    plants: `( ${exports}\nfor way in ${plants}/*.sh; do (. "$way") </dev/null >/dev/null 2>&1; done )\n`,
    pwned: () => readdir(pwned),
    loot: () => filesBelow(loot),
  };
}

async function elsewhere(): Promise<string> {
  await mkdir(HOMES, { recursive: true });
  const dir = await mkdtemp(join(HOMES, 'planted-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  return dir;
}

const CELLS = [
  ['in the folder for temporary files', 'all that a run survives'],
  ['elsewhere', 'all that a run survives'],
  ['elsewhere', 'races, too'],
] as const;

// Each costs a whole contribution: one in every run, all with `npm run test:more`.
test.skipIf(process.platform !== 'linux').each(sample(CELLS, { drawn: 1, more: 'all' }, testSeed()))(
  'a planted agent in a clone %s, %s: nothing runs, and nothing is found',
  async (where, what) => {
    const names = Object.keys(what === 'races, too' ? WAYS : CALM);
    const { forge, token, env } = await stageSample();
    const { number } = await forge.openIssue(SLUG, {
      ...{ title: 'Wrap', body: '- symphony/02-wrap.md\n', labels: ['runmaestro.ai'], author: 'maintainer' },
    });
    const root = join(where === 'elsewhere' ? await elsewhere() : await tempDir(), 'Maestro-Symphony');
    const it = await trap(names, { STATE: join(root, '.maestro'), ORIGIN: forge.url });
    const bin = await tempDir();
    await writeFile(join(bin, 'claude'), obedientClaude(it.plants));
    await chmod(join(bin, 'claude'), 0o755);
    const me = await newcomer({
      ...{ ...env, GITHUB_TOKEN: token, MAESTRO_HOME: root },
      PATH: [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    });

    const started = await me.maestro('symphony', 'start', `${SLUG}#${number}`, '--agent', 'claude', '--yes');
    const told = started.stdout + started.stderr;
    const list = (await me.json(0, 'symphony', 'status')) as { contributions: { id: string }[] };
    const handed = await me.maestro('symphony', 'finalize', list.contributions[0]?.id ?? '', '--yes');
    if (what !== 'races, too') {
      expect(started.exitCode, told).toBe(0);
      expect(told).toMatch(/taken out of the clone's git configuration/);
      expect(handed.exitCode, handed.stderr).toBe(0);
    }

    expect(await it.pwned()).toEqual([]);
    const loot = await it.loot();
    const leaks = Object.entries(loot).flatMap(([file, text]) => leaksIn(file, text, { token }));
    expect(leaks).toEqual([]);
    // It did look: its way to the debugger alone finds nothing at all.
    const found = Object.entries(loot).filter(([, text]) => text !== '');
    expect(found.map(([file]) => file).join('\n')).toMatch(/own environment[\s\S]*our state/);
    expect(found.filter(([file]) => file.endsWith('/debugger'))).toEqual([]);
    // What a link leads to is nobody's work.
    const pushed = await run('git', ['log', '-p', '--all', '--format=%H'], {
      ...{ cwd: forge.bareDir(SLUG), env: { PATH: process.env.PATH, HOME: bin }, timeoutMs: HANG_MS },
    });
    expect(pushed.stdout).not.toContain('the words of another file');
  },
);

test('each of these programs is run by a git that nobody holds', async () => {
  const root = await tempDir();
  const git = (dir: string, line: string, more: NodeJS.ProcessEnv = {}) =>
    run('sh', ['-c', line], {
      cwd: dir,
      env: { PATH: process.env.PATH, HOME: root, GIT_TERMINAL_PROMPT: '0', ...more },
      timeoutMs: HANG_MS,
    });
  const clean = join(root, 'clean');
  await git(
    root,
    'git init -q clean && cd clean && echo a > README.md && git add . && git -c user.name=A -c user.email=a@example.org commit -qm a',
  );
  const bite: string[][] = [];
  for (const [name, { plant, bites }] of Object.entries(WAYS)) {
    if (bites === undefined) continue;
    const it = await trap([name], { STATE: root, ORIGIN: 'https://a.example' });
    const dir = join(await tempDir(), 'clone');
    await cp(clean, dir, { recursive: true });
    await git(dir, plant, { ...it.variables, IN_A_TURN: '1' });
    await git(dir, bites, it.variables);
    bite.push([name, ...(await it.pwned())]);
  }
  expect(bite).toEqual(bite.map(([name]) => [name, name]));
  expect(bite.length).toBeGreaterThan(12);
});

test('docs/trust.md lists each of the ways', async () => {
  const text = await readFile(join(import.meta.dirname, '../../../docs/trust.md'), 'utf8');
  const listed = [...text.matchAll(/^\| (\d+) \| ([^|]+) \|/gm)].map(([, , name]) => (name ?? '').trim());
  expect(listed.length).toBeGreaterThanOrEqual(40);
  expect(listed).toEqual(expect.arrayContaining(Object.keys(WAYS)));
});
