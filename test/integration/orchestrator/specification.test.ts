import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { statusOf } from '../../../src/orchestrator/status.ts';
import type { Asked, Reply } from '../../support/fake-model.ts';
import { HANG_MS, reached } from '../../support/limits.ts';
import { oneIn } from '../../support/one-in.ts';
import { processesWith } from '../../support/processes.ts';
import { retryWait } from '../../support/retry-wait.ts';
import { KEY_VARIABLE, type SpecificationStage, specificationStage } from '../../support/specification.ts';
import { eventually } from '../../support/waits.ts';

/** The first is in every run, the others in one of two, all in `npm run test:more`. */
const drawn = oneIn(2);

const ID = 'ENG-1';
/** Enough for a loaded machine; what a request takes is not what is looked at. */
const PATIENT = `read_timeout_ms: ${HANG_MS}`;

const stateOf = async (there: SpecificationStage) => {
  const { config, home } = await there.context();
  return statusOf(home, config.id, 10, new Date());
};

test('a YAML workflow alone: hooks, turns, tools and sandbox, until the agent moves the issue', async () => {
  const seen: Asked[] = [];
  const steps: Record<string, Reply[]> = {
    // The first attempt, with its prompt and then with guidance.
    [`Do ${ID}, new.`]: [
      { tool: 'issue_transition', input: { issue_id: ID, state: 'In Progress' } },
      { tool: 'issue_comment', input: { issue_id: ID, body: 'I have begun.' } },
      { shell: `echo "[$HUSKY][$${KEY_VARIABLE}]" > seen.txt; git log --format=%s > log.txt` },
      { tool: 'issue_terminal_finalize', input: { issue_id: ID, path: 'review_handoff' } },
    ],
    // The second one, in the same folder.
    [`Do ${ID}, again 1.`]: [
      { shell: 'cat seen.txt; echo no > forbidden.txt' },
      { tool: 'issue_transition', input: { issue_id: ID, state: 'In Review' } },
    ],
  };
  const there = await specificationStage((asked) => {
    seen.push(asked);
    return steps[asked.prompt.trim()]?.[asked.results.length] ?? { say: 'That is all for now.' };
  });
  there.issue({ description: '' });
  const hooks = [
    'hooks:',
    `  after_create: 'git clone -q ${there.source} . && echo after_create >> ../hooks.txt'`,
    "  before_run: 'echo before_run $PWD >> ../hooks.txt'",
    "  after_run: 'echo after_run >> ../hooks.txt; exit 3'",
    'agent: { max_turns: 2 }',
  ].join('\n');
  const body =
    'Do {{ issue.identifier }}, {% if attempt %}again {{ attempt }}{% else %}new{% endif %}.{% if issue.description %}!{% endif %}';
  // What the turn says comes before what the thread says.
  await there.write(
    `${hooks}\ncodex: { ${PATIENT}, thread_sandbox: read-only, turn_sandbox_policy: { type: workspaceWrite } }`,
    body,
  );
  const first = await there.once();
  const workspace = join(there.root, ID);
  expect(first.run).toMatchObject({ phase: 'retry_wait', closed: null, failure: null, turnsInAll: 2 });
  expect(first.choice).toMatchObject({ branch: null, workspacePath: ID, attempt: 1 });
  expect(await readFile(join(workspace, 'seen.txt'), 'utf8')).toBe('[0][]\n');
  expect(await readFile(join(workspace, 'log.txt'), 'utf8')).toBe('Begin\n');
  const prompts = seen.filter(({ results }) => results.length === 0).map(({ prompt }) => prompt.trim());
  expect(prompts).toEqual([`Do ${ID}, new.`, expect.stringContaining('turn 2 of 2')]);
  // A tool that is not offered is a failed call, and the turn goes on.
  expect(seen.some(({ results }) => results.some((text) => /unsupported|unknown|no tool/i.test(text)))).toBe(
    true,
  );
  // Maestro itself has written nothing.
  expect(there.linear.issue(ID)).toMatchObject({ state: 'In Progress', labels: [] });
  expect(there.linear.issue(ID).comments.map(({ body: text }) => text)).toEqual([
    expect.stringContaining('I have begun.'),
  ]);
  expect((await stateOf(there)).active).toMatchObject([
    { identifier: ID, branch: null, phase: 'waiting_continuation', retry_kind: 'continuation' },
  ]);

  await there.write(`${hooks}\ncodex: { ${PATIENT}, thread_sandbox: read-only }`, body);
  const second = await there.once({ issue: ID });
  expect(second.run?.facts.id).toBe(first.run?.facts.id);
  expect(second.run?.closed).toEqual({
    how: 'released',
    reason: 'The issue is left: its state In Review is not an active one.',
  });
  expect(await readdir(workspace)).toEqual(['.git', 'log.txt', 'seen.txt']);
  const ran = (await readFile(join(there.root, 'hooks.txt'), 'utf8')).trim().split('\n');
  expect(ran).toEqual([
    'after_create',
    `before_run ${workspace}`,
    'after_run',
    `before_run ${workspace}`,
    'after_run',
  ]);
  expect(there.linear.issue(ID)).toMatchObject({ state: 'In Review', labels: [] });
  expect(there.linear.issue(ID).comments).toHaveLength(1);
  // What is not active is not touched again.
  expect(await there.once()).toMatchObject({ choice: null });
  expect((await stateOf(there)).recent).toMatchObject([{ outcome: 'released', attempt: 2, turn_count: 3 }]);
});

drawn('a limit of the workflow ends the attempt, whose next one is due later', async () => {
  const there = await specificationStage(() => ({ hang: 'Let me think' }));
  there.issue();
  const attempt = async (codex: string, number: number): Promise<string | undefined> => {
    await there.write(`hooks: { after_run: 'echo ended >> ../hooks.txt' }\ncodex: { ${codex} }`);
    const { run } = await there.once({ issue: ID });
    expect(run).toMatchObject({ phase: 'retry_wait', attempt: number, closed: null });
    const { least, most } = retryWait(there.events);
    // 10 s, then 20 s, and so on.
    expect(least).toBeLessThanOrEqual(10_000 * 2 ** (number - 1));
    expect(most).toBeGreaterThanOrEqual(10_000 * 2 ** (number - 1));
    return run?.failure?.errorClass;
  };
  expect(await attempt(`${PATIENT}, turn_timeout_ms: ${reached(1_500)}, stall_timeout_ms: 0`, 1)).toBe(
    'agent.timeout',
  );
  expect(
    await attempt(`${PATIENT}, turn_timeout_ms: ${HANG_MS}, stall_timeout_ms: ${reached(1_500)}`, 2),
  ).toBe('agent.stalled');
  expect(await attempt(`read_timeout_ms: ${reached(300)}, command: 'cat > /dev/null'`, 3)).toBe(
    'codex.no-answer',
  );
  expect(await attempt(`${PATIENT}, command: 'exec no-such-codex'`, 4)).toBe('codex.closed');
  expect(await readFile(join(there.root, 'hooks.txt'), 'utf8')).toBe('ended\n'.repeat(4));
  expect(there.linear.issue(ID)).toMatchObject({ state: 'Todo', labels: [], comments: [] });
  expect((await stateOf(there)).active).toMatchObject([{ phase: 'retry_backoff', retry_kind: 'failure' }]);
  // Nobody named the issue: it waits for its time.
  expect(await there.once()).toMatchObject({ choice: null, notes: [expect.stringContaining('is due at')] });
  await eventually(
    () => processesWith(`CODEX_HOME=${there.env.CODEX_HOME}`).length === 0,
    'the end of every Codex',
  );
});

drawn('a bad template or hook fails its attempt and no more', async () => {
  const there = await specificationStage(() => ({ say: 'I am never asked.' }));
  there.issue();
  await there.write(`codex: { ${PATIENT} }`, '{{ issue.nothing }}');
  expect((await there.once()).run).toMatchObject({
    phase: 'retry_wait',
    failure: { errorClass: 'workflow.bad-template' },
  });
  await there.write("hooks: { before_run: 'echo no luck; exit 4' }");
  expect((await there.once({ issue: ID })).run).toMatchObject({
    phase: 'retry_wait',
    attempt: 2,
    failure: { errorClass: 'hook.failed' },
  });
  expect(there.model.asked).toEqual([]);
  // Moved meanwhile: given up before anything is started.
  there.linear.setState(ID, 'Backlog');
  await there.write('');
  expect((await there.once({ issue: ID })).run).toMatchObject({ closed: { how: 'released' } });
});

drawn(
  'the folder of an issue that is over is removed, with its run and after its hook, and no other',
  async () => {
    const there = await specificationStage(() => ({ say: 'I am never asked.' }));
    for (const title of ['One', 'Two']) there.issue({ title });
    await there.write("hooks: { before_run: 'exit 1', before_remove: 'pwd > ../removed.txt; exit 3' }");
    await there.once({ issue: 'ENG-1' });
    await there.once({ issue: 'ENG-2' });
    await mkdir(join(there.root, 'mine'));
    there.linear.setState('ENG-1', 'Done');
    expect((await there.once({ dryRun: true, issue: 'ENG-3' })).notes).toHaveLength(1);
    expect((await readdir(there.root)).sort()).toEqual(['ENG-1', 'ENG-2', 'mine']);
    const { notes } = await there.once({ issue: 'ENG-3' });
    expect(notes[0]).toBe('ENG-1: its state is Done; its folder was removed.');
    expect((await readdir(there.root)).sort()).toEqual(['ENG-2', 'mine', 'removed.txt']);
    expect(await readFile(join(there.root, 'removed.txt'), 'utf8')).toBe(`${join(there.root, 'ENG-1')}\n`);
    const { active, recent } = await stateOf(there);
    expect(active).toMatchObject([{ identifier: 'ENG-2', phase: 'retry_backoff' }]);
    expect(recent).toMatchObject([{ identifier: 'ENG-1', outcome: 'released' }]);
    expect((await there.once({ issue: 'ENG-3' })).notes).toHaveLength(1);
  },
);

drawn('no folder is removed that was there before, or that holds what exists nowhere else', async () => {
  const there = await specificationStage(() => ({ say: 'I am never asked.' }));
  for (const title of ['One', 'Two', 'Three']) there.issue({ title });
  await mkdir(join(there.root, 'ENG-1'), { recursive: true });
  await writeFile(join(there.root, 'ENG-1/mine.txt'), 'mine');
  const fill =
    'git init -q && case "$PWD" in */ENG-2) echo work > work.txt;; *) git config core.fsmonitor x;; esac';
  await there.write(`hooks: { after_create: '${fill}', before_run: 'exit 1' }`);
  const issues = ['ENG-1', 'ENG-2', 'ENG-3'];
  for (const issue of issues) await there.once({ issue });
  for (const issue of issues) there.linear.setState(issue, 'Done');
  const { notes } = await there.once({ issue: 'ENG-4' });
  expect(notes.slice(0, 3).sort()).toEqual([
    'ENG-1: its state is Done; its folder is left: it was there before Maestro came.',
    'ENG-2: its state is Done; its folder is left: it holds 1 changed file.',
    expect.stringMatching(/^ENG-3: its state is Done; its folder was not removed: .* core\.fsmonitor/),
  ]);
  expect((await readdir(there.root)).sort()).toEqual(issues);
  const { active, recent } = await stateOf(there);
  expect(active).toEqual([]);
  expect(recent.map(({ outcome }) => outcome)).toEqual(['released', 'released', 'released']);
  // What is somebody else's is told once; what would be lost until it is safe.
  await rm(join(there.root, 'ENG-2/work.txt'));
  expect((await there.once({ issue: 'ENG-4' })).notes.slice(0, 2).sort()).toEqual([
    'ENG-2: its state is Done; its folder was removed.',
    expect.stringContaining('ENG-3'),
  ]);
  expect((await readdir(there.root)).sort()).toEqual(['ENG-1', 'ENG-3']);
});
