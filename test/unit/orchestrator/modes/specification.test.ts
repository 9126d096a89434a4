import { expect, test } from 'vitest';
import type { ServiceConfig } from '../../../../src/orchestrator/config/types.ts';
import { CONFIGURED } from '../../../../src/orchestrator/modes/configured.ts';
import { SPECIFICATION } from '../../../../src/orchestrator/modes/specification.ts';
import { specificationConfig } from '../../../../src/orchestrator/specification/config.ts';
import { readWorkflow } from '../../../../src/orchestrator/workflow/read.ts';
import type { Workflow } from '../../../../src/orchestrator/workflow/types.ts';
import { MaestroError } from '../../../../src/platform/errors.ts';
import { ISSUE } from '../workflow/support.ts';

async function workflow(more = '', path = '/repo/WORKFLOW.md'): Promise<Workflow> {
  const tracker = 'tracker: { kind: linear, project_slug: web, required_labels: [Ready] }';
  const { value, problems } = await readWorkflow(`---\n${tracker}\n${more}\n---\nBody`, path, {});
  if (!value) throw new Error(JSON.stringify(problems));
  return value;
}
const config = async (more = '', path?: string): Promise<ServiceConfig> =>
  specificationConfig(await workflow(more, path));

test.each<[string, Partial<typeof ISSUE> | null, number, string, RegExp | undefined]>([
  ['an active issue goes on', {}, 1, 'continue', undefined],
  ['the last turn is followed by another attempt', {}, 2, 'requeue', undefined],
  ['an issue that was moved is left', { state: 'Human Review' }, 1, 'release', /state Human Review/],
  ['an issue that is over is left', { state: 'Done' }, 2, 'release', /state Done/],
  [
    'an issue that needs a person is left',
    { labels: ['ready', 'maestro:needs-attention'] },
    1,
    'release',
    /maestro:needs-attention/,
  ],
  ['an issue that lost its label is left', { labels: [] }, 1, 'release', /lacks the label Ready/],
  ['an issue that is gone is left', null, 1, 'release', /gone/],
])('after a turn: %s', async (_name, change, turn, disposition, reason) => {
  const issue = change === null ? undefined : { ...ISSUE, labels: ['ready'], ...change };
  const value = await workflow('agent: { max_turns: 2 }');
  const judged = SPECIFICATION.judge({ workflow: value, effects: [], turn, issue });
  expect(judged).toMatchObject({ disposition, code: null });
  if (reason) expect(judged.reason).toMatch(reason);
});

test('every failure is followed by another attempt, a stalled agent’s as well', () => {
  for (const code of [
    'agent.stalled',
    'agent.timeout',
    'hook.failed',
    'lane.bad-root',
    'workflow.bad-template',
  ])
    expect(SPECIFICATION.triesAgain(new MaestroError(code, ''), 1_000, null)).toBe(true);
  expect(CONFIGURED.triesAgain(new MaestroError('agent.stalled', ''), 1, 3)).toBe(false);
  expect(CONFIGURED.triesAgain(new MaestroError('agent.timeout', ''), 2, 3)).toBe(true);
  expect(CONFIGURED.triesAgain(new MaestroError('agent.timeout', ''), 3, 3)).toBe(false);
});

test.each<[string, string, number]>([
  ['the shorter one counts', 'codex: { turn_timeout_ms: 1500 }', 1_500],
  ['whichever it is', 'codex: { turn_timeout_ms: 9000, stall_timeout_ms: 700 }', 700],
  ['one that is off limits nothing', 'codex: { turn_timeout_ms: 9000, stall_timeout_ms: 0 }', 9_000],
])('both limits of a turn are of its silence: %s', async (_name, more, idleLimitMs) => {
  const project = { config: await config(more), workflow: await workflow(more) };
  expect(SPECIFICATION.limits(project)).toEqual({ idleLimitMs, wallLimitMs: Number.POSITIVE_INFINITY });
});

test.each<[string, string, object]>([
  ['nothing said', '', { sandbox: 'workspace-write', answerMs: 5_000 }],
  [
    'a sandbox of the thread holds for its turns',
    'codex: { thread_sandbox: read-only, read_timeout_ms: 7 }',
    { sandbox: 'read-only', sandboxPolicy: { type: 'readOnly' }, answerMs: 7 },
  ],
  [
    'a policy of the turn comes first, as it stands',
    'codex: { thread_sandbox: read-only, turn_sandbox_policy: { type: workspaceWrite, networkAccess: true } }',
    { sandbox: 'workspace-write', sandboxPolicy: { type: 'workspaceWrite', networkAccess: true } },
  ],
  [
    'without a sandbox approvals are given',
    'codex: { thread_sandbox: danger-full-access, approval_policy: untrusted }',
    { sandbox: 'full', sandboxPolicy: { type: 'dangerFullAccess' }, approvalPolicy: 'untrusted' },
  ],
  [
    'a policy that is not known here is handed on, and no approval is given',
    'codex: { turn_sandbox_policy: { type: later }, approval_policy: { granular: { rules: true } } }',
    { sandbox: 'workspace-write', approvalPolicy: { granular: { rules: true } } },
  ],
])('how the agent is started: %s', async (_name, more, expected) => {
  const value = await workflow(more);
  const settings = await SPECIFICATION.agent(
    { config: specificationConfig(value), workflow: value },
    process.env,
  );
  expect(settings).toMatchObject(expected);
  expect(settings.command.slice(1)).toEqual(['-c', 'codex app-server']);
  if (more === '') {
    expect(settings).not.toHaveProperty('sandboxPolicy');
    expect(settings).not.toHaveProperty('approvalPolicy');
  }
});

test('the limits are the workflow’s; silence can be no limit', async () => {
  expect((await config()).limits).toMatchObject({ idleMs: 300_000, turnMs: 3_600_000 });
  const limits = 'codex: { turn_timeout_ms: 70000, stall_timeout_ms: 0 }';
  expect((await config(limits)).limits).toMatchObject({ idleMs: Number.POSITIVE_INFINITY, turnMs: 70_000 });
});

test('a project keeps its name wherever its checkout is, and no other has it', async () => {
  const root = 'workspace: { root: /lanes }';
  const { id } = await config(root);
  expect(id).toMatch(/^workflow-[0-9a-f]{16}$/);
  expect((await config(root, '/elsewhere/WORKFLOW.md')).id).toBe(id);
  expect((await config('workspace: { root: /other }')).id).not.toBe(id);
});

test('what a workflow alone lacks is told', async () => {
  const read = async (text: string): Promise<Workflow> => {
    const { value } = await readWorkflow(text, '/repo/WORKFLOW.md', {});
    if (!value) throw new Error('unread');
    return value;
  };
  const toml = await read('+++\nversion = 1\n+++\n');
  expect(() => specificationConfig(toml)).toThrow(expect.objectContaining({ code: 'workflow.needs-config' }));
  const prose = await read('# How we work\n');
  expect(() => specificationConfig(prose)).toThrow(expect.objectContaining({ code: 'workflow.no-tracker' }));
});
