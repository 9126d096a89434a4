import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { run } from '../../../src/platform/process/run.ts';
import { RUN_MS } from '../../support/limits.ts';
import { KEY_VARIABLE, specificationStage } from '../../support/specification.ts';
import { CLI } from './support.ts';

it('a YAML workflow alone is checked, rehearsed dry, run, and asked for its status from its folder', async () => {
  const there = await specificationStage(({ results }) =>
    results.length === 0
      ? { tool: 'issue_transition', input: { issue_id: 'ENG-1', state: 'In Review' } }
      : { say: 'Done.' },
  );
  there.issue();
  await there.write('codex: { thread_sandbox: read-only, turn_timeout_ms: 60000, read_timeout_ms: 60000 }');
  const env = {
    ...there.env,
    TMPDIR: there.home,
    MAESTRO_HOME: `${there.home}/maestro`,
    MAESTRO_TEST_RUN: process.env.MAESTRO_TEST_RUN,
  };
  const maestro = (...args: string[]) =>
    run(process.execPath, [CLI, ...args], { env, cwd: there.home, timeoutMs: RUN_MS });
  const key = there.env[KEY_VARIABLE] ?? '';

  const checked = await maestro('check', 'workflow', 'WORKFLOW.md');
  expect(checked.exitCode, checked.stderr).toBe(0);
  for (const line of [
    'tracker.provider = "linear"',
    'tracker.apiKeySet = true',
    `specification.workspaceRoot = "${there.root}"`,
    'specification.codex.threadSandbox = "read-only"',
    'specification.codex.turnTimeoutMs = 60000',
    'specification.codex.approvalPolicy = (not set)',
    'execution.maxAttempts = (not set)',
  ])
    expect(checked.stdout).toContain(line);

  const before = (await readdir(there.home)).sort();
  const dry = await maestro('run', '--once', '--dry-run');
  expect(dry.exitCode, dry.stderr).toBe(0);
  expect(dry.stdout).toMatch(/issue +ENG-1\nlane +ENG-1\nattempt +1\ndry run: nothing was changed\.\n/);
  expect((await readdir(there.home)).sort()).toEqual(before);
  expect(there.linear.issue('ENG-1').state).toBe('Todo');
  expect(there.model.asked).toEqual([]);

  const ran = await maestro('run', '--once', there.path);
  expect(ran.exitCode, ran.stderr + ran.stdout).toBe(0);
  expect(ran.stdout).toContain('state     released: The issue is left: its state In Review');
  expect(there.linear.issue('ENG-1')).toMatchObject({ state: 'In Review', comments: [] });
  const status = await maestro('status', '--json');
  expect(JSON.parse(status.stdout)).toMatchObject({
    active: [],
    recent: [{ identifier: 'ENG-1', outcome: 'released', branch: null }],
  });
  for (const { stdout, stderr } of [checked, dry, ran, status]) expect(stdout + stderr).not.toContain(key);

  const keyless = await run(process.execPath, [CLI, 'run', '--once', '--dry-run'], {
    env: { ...env, [KEY_VARIABLE]: '' },
    cwd: there.home,
    timeoutMs: RUN_MS,
  });
  expect(keyless.exitCode).toBe(2);
  expect(keyless.stderr).toContain(`${KEY_VARIABLE} (tracker.api_key) is not set`);
});
