import { access, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isInside } from '../../../src/platform/files.ts';
import { acp } from '../../../src/runner/agents/acp/acp.ts';
import type { Agent, Sandbox } from '../../../src/runner/agents/agent.ts';
import { claude } from '../../../src/runner/agents/claude/claude.ts';
import { codex } from '../../../src/runner/agents/codex/codex.ts';
import { gemini } from '../../../src/runner/agents/gemini/gemini.ts';
import { opencode } from '../../../src/runner/agents/opencode/opencode.ts';
import { turnStage } from '../../support/agent-turn.ts';
import { claudeHome } from '../../support/claude-home.ts';
import { codexHome } from '../../support/codex-home.ts';
import { openAiChat } from '../../support/fake-chat.ts';
import { geminiApi } from '../../support/fake-gemini.ts';
import { anthropicMessages } from '../../support/fake-messages.ts';
import { type Dialect, fakeModel, type Reply } from '../../support/fake-model.ts';
import { geminiHome } from '../../support/gemini-home.ts';
import { openCodeHome } from '../../support/opencode-home.ts';
import { HOMES, RUN_MARK } from '../../support/run-env.ts';
import { sample, testSeed } from '../../support/seed.ts';

/** A real agent, how a model makes it write a file with its own tool, and what it gets for an environment. */
interface Kind {
  agent: Agent;
  dialect?: Dialect;
  model?: string;
  write(path: string): Reply;
  env(baseUrl: string): Promise<NodeJS.ProcessEnv>;
}

const geminiWrite = (path: string): Reply => ({
  tool: 'write_file',
  input: { file_path: path, content: 'x' },
});
const KINDS = {
  codex: {
    agent: codex,
    write: (path) => ({ patch: `*** Begin Patch\n*** Add File: ${path}\n+x\n*** End Patch\n` }),
    env: async (url) => (await codexHome(url)).env,
  },
  claude: {
    agent: claude,
    dialect: anthropicMessages,
    write: (path) => ({ tool: 'Write', input: { file_path: path, content: 'x' } }),
    env: async (url) => (await claudeHome(url)).env,
  },
  opencode: {
    agent: opencode,
    dialect: openAiChat,
    write: (path) => ({ tool: 'write', input: { filePath: path, content: 'x' } }),
    env: openCodeHome,
  },
  gemini: {
    agent: gemini,
    dialect: geminiApi,
    model: 'gemini-2.5-flash',
    write: geminiWrite,
    env: async (url) => (await geminiHome(url)).env,
  },
  acp: {
    agent: acp,
    dialect: geminiApi,
    write: geminiWrite,
    env: async (url) => ({
      ...(await geminiHome(url)).env,
      MAESTRO_ACP_COMMAND: 'gemini --acp --model gemini-2.5-flash',
    }),
  },
} satisfies Record<string, Kind>;

/** A place outside of the clone and of the system's temporary folder, where some sandboxes let everybody write. */
async function elsewhere(): Promise<string> {
  // A checkout may itself lie in the system's temporary folder, which is not always the one of this run.
  const shared = await Promise.all([tmpdir(), '/tmp'].map((folder) => realpath(folder).catch(() => folder)));
  const parent = shared.some((folder) => isInside(folder, HOMES)) ? join('/var/tmp', RUN_MARK) : HOMES;
  await mkdir(parent, { recursive: true });
  const dir = await mkdtemp(join(parent, 'outside-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** Lets a model try everything and tells what came of it. */
async function tried(kind: Kind, sandbox: Sandbox): Promise<string[]> {
  const outside = await elsewhere();
  // Codex tells nothing of a command that is not over when it looks again.
  const shell = (command: string): Reply => ({ shell: `sleep 0.3; ${command}`, yieldMs: 30_000 });
  const tries: Reply[] = [
    kind.write('inside.txt'),
    kind.write(join(outside, 'by-tool')),
    shell('touch ran'),
    shell(`touch ${join(outside, 'by-command')}`),
    shell('curl -s -m 60 -o /dev/null "$ASKED_URL" && touch reached'),
  ];
  const model = await fakeModel(({ results }) => tries[results.length] ?? { say: 'Done.' }, kind.dialect);
  const there = await turnStage(kind.agent, await kind.env(model.baseUrl));
  const env = { ...there.turn.env, ASKED_URL: new URL(model.baseUrl).origin };
  const events = await there.run({ sandbox, model: kind.model ?? null, env });
  expect(events.at(-1)).toEqual({ kind: 'finished', how: 'completed' });
  await there.nothingLeft();
  const places = {
    'writes in the clone': join(there.dir, 'inside.txt'),
    'writes elsewhere': join(outside, 'by-tool'),
    'runs commands': join(there.dir, 'ran'),
    'commands write elsewhere': join(outside, 'by-command'),
    'commands use the network': join(there.dir, 'reached'),
  };
  const found: string[] = [];
  for (const [what, path] of Object.entries(places))
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      found.push(what);
  return found;
}

const CLONE = 'writes in the clone';
const ELSEWHERE = 'writes elsewhere';
const RUNS = 'runs commands';
const RUNS_ELSEWHERE = 'commands write elsewhere';
const NETWORK = 'commands use the network';

// What docs/agents.md says of each agent.
const LEVELS: readonly [keyof typeof KINDS, Sandbox, string[]][] = [
  ['codex', 'read-only', []],
  ['codex', 'workspace-write', [CLONE, RUNS]],
  ['codex', 'full', [CLONE, ELSEWHERE, RUNS, RUNS_ELSEWHERE, NETWORK]],
  ['claude', 'read-only', []],
  ['claude', 'workspace-write', [CLONE, RUNS, RUNS_ELSEWHERE, NETWORK]],
  ['claude', 'full', [CLONE, ELSEWHERE, RUNS, RUNS_ELSEWHERE, NETWORK]],
  ['opencode', 'read-only', []],
  // It refuses a command in which it sees a path outside.
  ['opencode', 'workspace-write', [CLONE, RUNS, NETWORK]],
  ['opencode', 'full', [CLONE, ELSEWHERE, RUNS, RUNS_ELSEWHERE, NETWORK]],
  ['gemini', 'read-only', []],
  ['gemini', 'workspace-write', [CLONE]],
  // Its own file tools keep to the folder, whatever the policy says.
  ['gemini', 'full', [CLONE, RUNS, RUNS_ELSEWHERE, NETWORK]],
  ['acp', 'read-only', []],
  ['acp', 'workspace-write', [CLONE]],
  ['acp', 'full', [CLONE, RUNS, RUNS_ELSEWHERE, NETWORK]],
];

// They are slow: some of them in every run, all with `npm run test:more`.
test.each(sample(LEVELS, { drawn: 2, more: 'all' }, testSeed()))(
  '%s with the sandbox %s',
  async (name, sandbox, expected) => {
    expect(await tried(KINDS[name], sandbox)).toEqual(expected);
  },
);
