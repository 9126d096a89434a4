import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run as runCommand } from '../../../src/platform/process/run.ts';
import { childProgram } from '../../support/child-program.ts';
import type { Asked, Reply } from '../../support/fake-model.ts';
import { RUN_MS } from '../../support/limits.ts';
import { oneIn } from '../../support/one-in.ts';
import {
  GITHUB_TRACKER,
  handOffCalls,
  type OrchestratorStage,
  orchestratorStage,
  SLUG,
  trackedOnGitHub,
  workflowText,
} from '../../support/orchestrator.ts';
import { retryWait } from '../../support/retry-wait.ts';
import { RUN_ENV } from '../../support/run-env.ts';

/** Two are in every run, the others in one of two, all in `npm run test:more`. */
const drawn = oneIn(2);

const child = childProgram('orchestrator.ts');

/** A model that brings an issue to its hand-off; `also` is a command that it runs besides. */
const obedient =
  (id: string, also = 'true') =>
  (asked: Asked): Reply => {
    const work = { id, shell: `echo hello > hello.txt; ${also}`, comment: '- started_at: now' };
    return handOffCalls(work, asked)[asked.results.length] ?? { say: 'Done.' };
  };

/** Every file below a folder with its size and time, and everything that the doubles hold. */
async function everything(there: OrchestratorStage): Promise<unknown> {
  const entries = await readdir(there.home, { recursive: true });
  const files = await Promise.all(
    entries.sort().map(async (name) => {
      const { size, mtimeMs } = await stat(join(there.home, name));
      return [name, size, mtimeMs];
    }),
  );
  return { files, issue: there.linear.issue('ENG-1'), repository: there.forge.repository(SLUG) };
}

test('a dry run tells the issue, branch, lane and attempt, and changes nothing anywhere', async () => {
  const there = await orchestratorStage({ reply: () => ({ say: 'I am never asked.' }) });
  there.issue();
  const before = await everything(there);
  expect(await there.once({ dryRun: true })).toEqual({
    choice: { identifier: 'ENG-1', branch: 'x/app-eng-1', workspacePath: 'ENG-1', attempt: 1, runId: null },
    run: null,
    notes: [],
  });
  expect(await everything(there)).toEqual(before);
  expect(there.linear.exchanges().length).toBeGreaterThan(0);
  expect(there.model.asked).toEqual([]);
  expect(there.events).toEqual([]);
});

drawn('of two passes at once one runs, and the other says which lane is taken', async () => {
  let second = (): void => undefined;
  const secondEnded = new Promise<void>((resolve) => {
    second = resolve;
  });
  let asked = (): void => undefined;
  const firstAsks = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const there = await orchestratorStage({
    async reply(question) {
      asked();
      await secondEnded;
      return obedient('ENG-1')(question);
    },
  });
  there.issue();
  const env = Object.fromEntries(Object.entries(there.env).map(([name, value]) => [name, value ?? '']));
  const state = there.state;
  const orders = JSON.stringify({ config: there.config, workflow: workflowText(), env, state, kill: null });
  const pass = () =>
    runCommand(process.execPath, [child.file(), orders], {
      env: { PATH: process.env.PATH, ...RUN_ENV },
      timeoutMs: RUN_MS,
    });
  const first = pass();
  await firstAsks;
  const other = await pass();
  second();
  expect(other, other.stderr).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(other.stdout)).toMatchObject({
    closed: null,
    notes: [expect.stringMatching(/^ENG-1: its lane is taken by process \d+\.$/)],
  });
  const { stdout, stderr } = await first;
  expect(JSON.parse(stdout), stderr).toMatchObject({ closed: { how: 'succeeded' } });
});

drawn('of two passes that choose in the same moment one gets the only slot, on whichever issue', async () => {
  const there = await orchestratorStage({
    workflow: workflowText('max_concurrent_agents = 1\nmax_attempts = 1'),
    reply: () => ({ say: 'I do nothing.' }),
  });
  for (const title of ['One', 'Another']) there.issue({ title });
  const ends = await Promise.all([there.once(), there.once()]);
  expect(there.events.filter(({ type }) => type === 'created')).toHaveLength(1);
  expect(ends.flatMap(({ run }) => run ?? [])).toHaveLength(1);
  expect(ends.flatMap(({ choice, notes }) => (choice ? [] : notes))).toContainEqual(
    expect.stringMatching(/no slot is free|its lane is taken/),
  );
});

test('the agent’s environment holds no secret of tracker or GitHub, and its tools work all the same', async () => {
  const look = "env; tr '\\0' '\\n' < /proc/$PPID/environ; git config --list; cat .git/config";
  const there = await orchestratorStage({ reply: obedient('ENG-1', look) });
  there.issue();
  const { run } = await there.once();
  expect(run?.closed?.how).toBe('succeeded');
  // It is told that it has no network, and a search would be one.
  for (const { offered } of there.model.asked) {
    expect(offered).toContain('function');
    expect(offered?.filter((kind) => kind.startsWith('web_search'))).toEqual([]);
  }
  const seen = JSON.stringify(there.model.asked);
  // It did look.
  expect(seen).toContain('PATH=');
  expect(seen).toContain('remote.origin.url');
  for (const name of ['TEST_LINEAR_KEY', 'TEST_FORGE_TOKEN']) {
    expect(seen).not.toContain(name);
    expect(seen).not.toContain(there.env[name] ?? 'unset');
    expect(JSON.stringify(there.events)).not.toContain(there.env[name] ?? 'unset');
  }
});

drawn(
  'a failure is tried again when it is due, by whoever names the issue at once, and not for ever',
  async () => {
    let failing = true;
    const there = await orchestratorStage({
      workflow: workflowText('max_attempts = 2'),
      reply: (asked) => (failing ? { say: 'I do not know.' } : obedient('ENG-1')(asked)),
    });
    there.issue();
    const first = await there.once();
    expect(first.run).toMatchObject({ phase: 'retry_wait', attempt: 1, closed: null });
    const { least, most } = retryWait(there.events);
    expect(least).toBeLessThanOrEqual(10_000);
    expect(most).toBeGreaterThanOrEqual(10_000);
    const early = await there.once();
    expect(early).toMatchObject({
      choice: null,
      notes: [expect.stringContaining('the next attempt is due at')],
    });
    failing = false;
    const again = await there.once({ issue: 'ENG-1' });
    expect(again.run).toMatchObject({ attempt: 2, closed: { how: 'succeeded' } });
    expect(again.run?.facts.id).toBe(first.run?.facts.id);
    expect(there.linear.issue('ENG-1').comments.at(-1)?.body).toContain('attempt: `2`');
  },
);

drawn('the same with the issues of GitHub', async () => {
  const id = 'hello-1';
  const there = await orchestratorStage({
    workflow: workflowText('validation_commands = ["test -s hello.txt"]', GITHUB_TRACKER),
    reply: obedient(id),
  });
  const open = await trackedOnGitHub(there);
  await open('todo');
  const { run, notes } = await there.once();
  expect(run?.closed, JSON.stringify({ notes, failure: run?.failure })).toMatchObject({ how: 'succeeded' });
  const { issues, pulls, branches } = there.forge.repository(SLUG);
  expect(issues[0]).toMatchObject({ number: 1, state: 'open', labels: ['state:in-review'] });
  expect(pulls[0]).toMatchObject({ state: 'open', draft: false, title: 'Say hello' });
  expect(branches['x/app-hello-1']).toBe(run?.validation?.head);
});
