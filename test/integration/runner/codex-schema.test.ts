import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, onTestFinished, test } from 'vitest';
import { TOOL_NAMES, toolSpecs } from '../../../src/orchestrator/tools/specs.ts';
import { run } from '../../../src/platform/process/run.ts';
import type { Sandbox, Turn } from '../../../src/runner/agents/agent.ts';
import { answerRequest } from '../../../src/runner/agents/codex/approvals.ts';
import { isQuiet } from '../../../src/runner/agents/codex/quiet.ts';
import { connectRpc } from '../../../src/runner/agents/codex/rpc.ts';
import { encloseSession } from '../../../src/runner/agents/codex/sandbox.ts';
import { steerTurn } from '../../../src/runner/agents/codex/steer.ts';
import { initialize, openThread, startTurn } from '../../../src/runner/agents/codex/thread.ts';
import { answerToolCall, type DynamicTools } from '../../../src/runner/agents/codex/tools.ts';
import { codexHome } from '../../support/codex-home.ts';
import { HANG_MS } from '../../support/limits.ts';
import { tempDir } from '../../support/temp.ts';

type Schema = { properties?: Record<string, unknown>; definitions?: Record<string, unknown> };

/** The schema that the installed Codex generates of its own protocol. */
async function protocol(): Promise<(file: string) => Promise<Schema>> {
  const out = await tempDir();
  const { env } = await codexHome('http://127.0.0.1:9/v1');
  const args = ['app-server', 'generate-json-schema', '--experimental', '--out', out];
  const { exitCode } = await run('codex', args, { env, cwd: out, timeoutMs: HANG_MS });
  expect(exitCode).toBe(0);
  return async (file) => JSON.parse(await readFile(join(out, `${file}.json`), 'utf8')) as Schema;
}

function check(schema: Schema, value: unknown): void {
  // The formats are widths of numbers ("int64", "uint16"): nothing of ours.
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
}

/** Everything we say in a turn, as the other side would hear it. */
async function spoken(
  turn: Turn & Partial<Parameters<typeof openThread>[1]>,
): Promise<{ method: string; params: Record<string, unknown> }[]> {
  const said: { method: string; params: Record<string, unknown> }[] = [];
  const answers: string[] = [];
  let wake: () => void = () => undefined;
  async function* lines(): AsyncGenerator<string> {
    for (;;) {
      const next = answers.shift();
      if (next !== undefined) yield next;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }
  const writeLine = async (line: string): Promise<void> => {
    const { id, ...message } = JSON.parse(line);
    said.push(message);
    if (id !== undefined)
      answers.push(JSON.stringify({ id, result: { thread: { id: 't' }, model: 'm', turn: { id: 'u' } } }));
    wake();
  };
  const rpc = connectRpc({ lines: lines(), writeLine }, { wants: () => true, alive: () => undefined });
  await initialize(rpc);
  const thread = await openThread(rpc, turn);
  const { policy: sandboxPolicy, leave } = await encloseSession(turn);
  onTestFinished(leave);
  const turnId = await startTurn(rpc, thread.id, turn.prompt, { sandboxPolicy });
  async function* typed() {
    yield { text: 'Be brief', taken: async () => undefined };
  }
  await steerTurn(rpc, typed, { threadId: thread.id, turnId }, new AbortController().signal);
  return said;
}

const PARAMS: Record<string, string> = {
  initialize: 'v1/InitializeParams',
  'thread/start': 'v2/ThreadStartParams',
  'thread/resume': 'v2/ThreadResumeParams',
  'turn/start': 'v2/TurnStartParams',
  'turn/steer': 'v2/TurnSteerParams',
};

test('every message of ours is what the installed Codex expects, with no key that it does not know', async () => {
  const schemaOf = await protocol();
  const cwd = await tempDir();
  const common = { prompt: 'p', cwd, documentFile: join(cwd, 'x.md'), task: { line: 1, text: 'x' }, env: {} };
  const limits = { idleLimitMs: HANG_MS, wallLimitMs: HANG_MS };
  const ours = { folders: [cwd], temporary: join(cwd, 'temporary') };
  const seen = new Set<string>();
  for (const sandbox of ['read-only', 'workspace-write', 'full'] satisfies Sandbox[])
    for (const sessionId of [null, 'some-thread'])
      for (const model of [null, 'gpt-5.5'])
        for (const { method, params } of await spoken({
          ...common,
          ...limits,
          ...{ sandbox, sessionId, model },
          ...(model === null ? {} : { ours }),
        })) {
          if (method === 'initialized') continue;
          seen.add(method);
          const schema = await schemaOf(PARAMS[method] ?? method);
          check(schema, params);
          expect(Object.keys(schema.properties ?? {})).toEqual(expect.arrayContaining(Object.keys(params)));
        }
  expect([...seen].sort()).toEqual(Object.keys(PARAMS).sort());
  check(await schemaOf('v2/TurnInterruptParams'), { threadId: 't', turnId: 'u' });
});

test('the orchestrator’s threads, its tools and what they answer', async () => {
  const schemaOf = await protocol();
  const cwd = await tempDir();
  const turn = { prompt: 'p', cwd, documentFile: '', task: { line: 1, text: '' }, env: {}, model: null };
  const limits = {
    idleLimitMs: HANG_MS,
    wallLimitMs: HANG_MS,
    sandbox: 'workspace-write',
    sessionId: null,
  } as const;
  const about = { developerInstructions: 'Be good.', personality: 'pragmatic', serviceTier: 'fast' } as const;
  const said = await spoken({ ...turn, ...limits, ...about, tools: toolSpecs(TOOL_NAMES) });
  const params = said.find(({ method }) => method === 'thread/start')?.params ?? {};
  expect(params.dynamicTools).toHaveLength(toolSpecs(TOOL_NAMES).length);
  expect(params).toMatchObject(about);
  const schema = await schemaOf('v2/ThreadStartParams');
  check(schema, params);
  expect(Object.keys(schema.properties ?? {})).toEqual(expect.arrayContaining(Object.keys(params)));

  const call = { threadId: 't', turnId: 'u', callId: 'c', tool: 'issue_comment', arguments: { body: 'x' } };
  check(await schemaOf('DynamicToolCallParams'), call);
  const request = { kind: 'request', id: 1, method: 'item/tool/call', params: call } as const;
  const answers: DynamicTools['call'][] = [
    async (name, input) => ({ ok: true, text: `${name} ${JSON.stringify(input)}` }),
    async () => ({ ok: false, text: '' }),
    () => Promise.reject(new Error('It broke.')),
  ];
  const told = [];
  for (const answer of answers) {
    told.push(await answerToolCall(request, { specs: [], call: answer }));
    check(await schemaOf('DynamicToolCallResponse'), told.at(-1));
  }
  expect(told).toEqual(
    ['issue_comment {"body":"x"}', '', 'It broke.'].map((text, at) => ({
      success: at === 0,
      contentItems: [{ type: 'inputText', text }],
    })),
  );
});

test.each([
  ['item/commandExecution/requestApproval', 'CommandExecutionRequestApprovalResponse'],
  ['item/fileChange/requestApproval', 'FileChangeRequestApprovalResponse'],
  ['item/permissions/requestApproval', 'PermissionsRequestApprovalResponse'],
  ['item/tool/requestUserInput', 'ToolRequestUserInputResponse'],
  ['mcpServer/elicitation/request', 'McpServerElicitationRequestResponse'],
  ['item/tool/call', 'DynamicToolCallResponse'],
])('our answers to %s', async (method, file) => {
  const schema = await (await protocol())(file);
  for (const sandbox of ['workspace-write', 'full'] satisfies Sandbox[])
    check(schema, answerRequest(method, {}, sandbox).result);
});

test('every request of the installed Codex has been thought of: it is answered by the policy, or refused', async () => {
  const { oneOf } = (await (
    await protocol()
  )('ServerRequest')) as {
    oneOf?: { properties: { method: { enum: string[] } } }[];
  };
  const methods = (oneOf ?? []).flatMap((one) => one.properties.method.enum);
  const answered = (method: string) => answerRequest(method, {}, 'workspace-write').result !== undefined;
  expect(methods.filter(answered).sort()).toEqual([
    'item/commandExecution/requestApproval',
    'item/fileChange/requestApproval',
    'item/permissions/requestApproval',
    'item/tool/call',
    'item/tool/requestUserInput',
    'mcpServer/elicitation/request',
  ]);
  // Refused: a sign-in that is not ours to renew, and what only the protocol's first version or other clients know.
  expect(methods.filter((method) => !answered(method)).sort()).toEqual([
    'account/chatgptAuthTokens/refresh',
    'applyPatchApproval',
    'attestation/generate',
    'currentTime/read',
    'execCommandApproval',
  ]);
});

test('every notification of the installed Codex has been thought of', async () => {
  const { oneOf } = (await (
    await protocol()
  )('ServerNotification')) as {
    oneOf?: { properties: { method: { enum: string[] } } }[];
  };
  const methods = (oneOf ?? []).flatMap((one) => one.properties.method.enum);
  expect(methods.length).toBeGreaterThan(50);
  expect(methods.filter((method) => !isQuiet(method)).sort()).toEqual([
    'account/rateLimits/updated',
    // Kept in the journal as they are: somebody may want to know.
    'configWarning',
    'deprecationNotice',
    'error',
    'guardianWarning',
    'item/completed',
    'item/started',
    'model/rerouted',
    'thread/tokenUsage/updated',
    'turn/completed',
    'warning',
  ]);
});
