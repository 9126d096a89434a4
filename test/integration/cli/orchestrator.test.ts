import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { OrchestratorStatusOutput } from '../../../src/cli/json.ts';
import { leaseHolder, takeLease } from '../../../src/orchestrator/lane/lease.ts';
import { listRuns } from '../../../src/orchestrator/runs/store.ts';
import { startProcess } from '../../../src/platform/process/run.ts';
import { begunRun, OWES_SUCCESS } from '../../support/begun-run.ts';
import {
  handOffCalls,
  type OrchestratorStage,
  orchestratorStage,
  workflowText,
} from '../../support/orchestrator.ts';
import { processesWith } from '../../support/processes.ts';
import { tempDir } from '../../support/temp.ts';
import { eventually } from '../../support/waits.ts';
import { CLI, type Newcomer, newcomer } from './support.ts';

const ID = 'ENG-1';

/** Somebody who has everything but the config, in a folder of their own. */
const operator = (there: OrchestratorStage): Promise<Newcomer> =>
  newcomer({ ...there.env, MAESTRO_HOME: there.home });

/** Writes the stage's config where it is looked for. */
async function configure(me: Newcomer, { config, ...there }: OrchestratorStage, more = ''): Promise<void> {
  await writeFile(config.workflowPath, workflowText());
  const { tracker, github } = config;
  const lines = [
    `id = "${config.id}"`,
    `repo_root = ${JSON.stringify(config.repoRoot)}`,
    `workspace_root = ${JSON.stringify(config.workspaceRoot)}`,
    more,
    '[tracker]',
    `project_slug = "${tracker.projectSlug}"`,
    `api_key_env_var = "${tracker.apiKey.variable}"`,
    `endpoint = "${there.linear.endpoint}"`,
    '[github]',
    `token_env_var = "${github.token?.variable}"`,
    `web_url = "${github.webUrl}"`,
    `api_url = "${github.apiUrl}"`,
  ];
  await mkdir(join(me.home, 'tmp'), { recursive: true });
  await writeFile(join(me.home, 'tmp', 'maestro.toml'), `${lines.join('\n')}\n`);
}

const statusOf = async (me: Newcomer) => OrchestratorStatusOutput.parse(await me.json(0, 'status'));

test('without a config, with a broken one, and with one: check, dry run, a write-back that fails, status', async () => {
  const there = await orchestratorStage({ reply: () => ({ say: 'I am never asked.' }) });
  const me = await operator(there);
  expect(await me.maestro('run', '--once', '--dry-run')).toMatchObject({
    exitCode: 0,
    stdout: 'dry run: no maestro config found; nothing to execute.\n',
    stderr: '',
  });
  for (const args of [['status'], ['run', '--once', '--dry-run', '--config', 'none.toml']])
    expect(await me.maestro(...args), args.join(' ')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('[config.missing]'),
    });

  await configure(me, there, 'workspace_rot = "/x"');
  const broken = await me.maestro('run', '--once', '--dry-run');
  expect(broken).toMatchObject({ exitCode: 2, stdout: '' });
  expect(broken.stderr).toMatch(/maestro\.toml:4.*workspace_rot.*workspace_root/s);

  await configure(me, there);
  const checked = await me.maestro('check', 'config', join('tmp', 'maestro.toml'));
  expect(checked).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('tracker.apiKey.isSet = true'),
  });
  expect(checked.stdout).not.toContain(there.env.TEST_LINEAR_KEY ?? 'unset');

  const one = there.issue();
  expect(await me.maestro('run', '--once', '--dry-run')).toMatchObject({
    exitCode: 0,
    stdout:
      'issue     ENG-1\nbranch    x/app-eng-1\nlane      ENG-1\nattempt   1\ndry run: nothing was changed.\n',
  });
  expect(await readdir(there.config.workspaceRoot)).toEqual([]);
  expect(await statusOf(me)).toEqual({ active: [], recent: [], problems: [] });

  there.linear.setState(ID, 'In Progress');
  await begunRun(there, one, OWES_SUCCESS);
  const action = { status: 429, headers: { 'retry-after': '600' } };
  there.linear.faults.add({ match: { graphql: 'MaestroStateUpdate' }, action, times: 1 });
  const owing = await me.maestro('run', '--once');
  expect(owing.exitCode, owing.stderr).toBe(1);
  expect(owing.stdout).toMatch(/^state {5}succeeding$/m);
  expect(owing.stdout).toMatch(/^tracker {3}Could not move ENG-1 .*rate limit.*\[tracker\.rate-limited\]$/m);
  expect(owing.stdout).toMatch(/^next {6}the tracker is updated again at 20/m);
  const { active } = await statusOf(me);
  expect(active).toMatchObject([
    {
      identifier: ID,
      phase: 'terminal_pending',
      retry_kind: 'write_back',
      next_retry_at: expect.stringContaining('Z'),
      wait_reason: expect.stringContaining('rate limit'),
    },
  ]);
  const done = await me.maestro('run', '--once', '--issue-id', 'eng-1');
  expect(done, done.stderr).toMatchObject({ exitCode: 0 });
  expect(done.stdout).toMatch(/^state {5}succeeded: handed off to reviewers$/m);
  expect(there.linear.issue(ID)).toMatchObject({ state: 'In Review', comments: [{}] });
  expect(await statusOf(me)).toMatchObject({
    active: [],
    recent: [{ identifier: ID, outcome: 'succeeded' }],
  });
});

test('500 issues that cannot be started are told in a few lines; a lane that somebody else has is no failure', async () => {
  const there = await orchestratorStage({
    reply: () => ({ say: 'I am never asked.' }),
    labels: ['maestro:needs-attention', 'maestro:manual-only'],
  });
  for (let at = 0; at < 500; at++) there.issue({ labels: ['maestro:manual-only'] });
  const me = await operator(there);
  await configure(me, there);
  const many = await me.maestro('run', '--once');
  expect(many, many.stderr).toMatchObject({ exitCode: 0, stdout: 'Nothing to do.\n' });
  // Nobody has committed it.
  expect(many.stderr).toMatch(/WORKFLOW\.md is read from the working tree .*: origin\/main has no such file/);
  const told = many.stderr.trim().split('\n');
  expect(told.length).toBeLessThan(25);
  expect(told.at(-1)).toMatch(/and 480 more/);
  const { id, identifier } = there.issue();
  const lease = await takeLease({ orchestrator: there.state }, 'app', { issueId: id, name: identifier });
  const second = await me.maestro('run', '--once', '--issue', identifier);
  await lease.release();
  expect(second, second.stderr).toMatchObject({ exitCode: 0, stdout: 'Nothing to do.\n' });
  expect(second.stderr).toContain(`${identifier}: its lane is taken by another process.`);
});

test.skipIf(process.platform !== 'linux')(
  'what the agent wrote, run by the validation, finds the secrets in no process',
  async () => {
    // Names that say nothing of a secret: only the config does.
    const [key, token] = ['LINEAR_PASSPORT', 'FORGE_PASSPORT'];
    const file = join(await tempDir(), 'seen');
    const walk = `cat /proc/[0-9]*/environ >> ${file}; cat /proc/[0-9]*/cmdline >> ${file}; exit 0`;
    const there = await orchestratorStage({
      reply: (asked) =>
        handOffCalls({ id: ID, shell: `echo '${walk}' > walk.sh; sh walk.sh` }, asked)[
          asked.results.length
        ] ?? { say: 'Done.' },
    });
    there.issue();
    const { tracker, github } = there.config;
    const secrets = [there.env[tracker.apiKey.variable], there.env[github.token?.variable ?? '']];
    const env = { ...there.env, MAESTRO_HOME: there.home, [key]: secrets[0], [token]: secrets[1] };
    const me = await newcomer(env);
    tracker.apiKey.variable = key;
    github.token = { variable: token, field: 'github.token_env_var' };
    // Without the sandbox, in which there is nothing to be seen.
    await configure(me, there, '[validation]\nsandbox = "none"');
    await writeFile(there.config.workflowPath, workflowText('validation_commands = ["sh walk.sh"]'));
    const pass = await me.maestro('run', '--once');
    expect(pass, pass.stderr + pass.stdout).toMatchObject({ exitCode: 0 });
    expect(pass.stdout).toContain('succeeded');
    const seen = await readFile(file, 'latin1');
    // It did look, at Maestro itself, too.
    expect(seen.includes('run\0--once')).toBe(true);
    for (const secret of secrets) expect(seen.includes(secret ?? 'unset')).toBe(false);
    expect(seen.includes(`${token}=*`)).toBe(true);
  },
);

test('Ctrl-C, a terminal that is closed, then kill -9, in the middle of a turn: nothing is left running, and the next pass goes on with the thread', async () => {
  const work = { id: ID, shell: 'echo hello >> hello.txt' };
  // Passes that are stopped run a command without end instead of what comes second.
  let stopping = true;
  let running = 0;
  const there = await orchestratorStage({
    reply(asked) {
      const at = asked.results.length;
      if (stopping && at === 1) {
        running++;
        return { shell: 'sleep 611' };
      }
      return handOffCalls(work, asked)[at] ?? { say: 'Done.' };
    },
  });
  const { id } = there.issue();
  const me = await operator(there);
  await configure(me, there);
  const left = (): string[] => [
    ...processesWith(`CODEX_HOME=${there.env.CODEX_HOME ?? 'none'}`),
    ...processesWith(there.config.workspaceRoot),
  ];
  const sleeping = (): boolean => left().some((line) => line.includes('sleep 611'));

  const ends = [
    ['SIGINT', { exitCode: 130 }, 'stopped'],
    ['SIGHUP', { exitCode: 130 }, 'stopped'],
    ['SIGKILL', { signal: 'SIGKILL' }, null],
  ] as const;
  for (const [signal, end, released] of ends) {
    const before = running;
    const live = await startProcess(process.execPath, [CLI, 'run', '--once'], { cwd: me.home, env: me.env });
    onTestFinished(() => live.stop(0));
    const output: string[] = [];
    const read = (async () => {
      for await (const line of live.lines) output.push(line);
    })();
    const story = (): string => [...output, live.stderrTail()].join('\n');
    await eventually(
      () => running > before && sleeping(),
      () => `the agent’s command: ${story()}`,
    );
    expect((await leaseHolder({ orchestrator: there.state }, 'app', id))?.pid).toBe(live.pid);
    process.kill(live.pid, signal);
    expect(await live.exited, story()).toMatchObject(end);
    await read;
    await eventually(
      () => left().length === 0,
      () => `the end of ${left().join('\n')}`,
    );
    expect(await leaseHolder({ orchestrator: there.state }, 'app', id)).toBeUndefined();
    const { runs } = await listRuns({ orchestrator: there.state }, 'app');
    expect(runs, signal).toMatchObject([{ holder: { pid: live.pid, released } }]);
    expect((await statusOf(me)).active, signal).toMatchObject([
      { identifier: ID, phase: 'waiting_continuation', retry_kind: 'interrupted', attempt: 1 },
    ]);
  }

  stopping = false;
  const { exitCode, stdout, stderr } = await me.maestro('run', '--once');
  expect(exitCode, stderr + stdout).toBe(0);
  expect(stdout).toMatch(/^agent {5}Codex, .*, continuing its thread$/m);
  expect(stdout).toMatch(/^run {7}run-\S+, attempt 1 of 3$/m);
  expect(there.linear.issue(ID).state).toBe('In Review');
});
