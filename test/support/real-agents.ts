import { acp } from '../../src/runner/agents/acp/acp.ts';
import type { Agent } from '../../src/runner/agents/agent.ts';
import { claude } from '../../src/runner/agents/claude/claude.ts';
import { codex } from '../../src/runner/agents/codex/codex.ts';
import { gemini } from '../../src/runner/agents/gemini/gemini.ts';
import { opencode } from '../../src/runner/agents/opencode/opencode.ts';
import { claudeHome } from './claude-home.ts';
import { codexHome } from './codex-home.ts';
import { openAiChat } from './fake-chat.ts';
import { geminiApi } from './fake-gemini.ts';
import { anthropicMessages } from './fake-messages.ts';
import { type Asked, type FakeModel, fakeModel, type Reply } from './fake-model.ts';
import { geminiHome } from './gemini-home.ts';
import { openCodeHome } from './opencode-home.ts';

/** A change of one file, from what it holds (null: it is not there) to what it shall hold. */
export interface FileEdit {
  path: string;
  before: string | null;
  after: string;
}

/** A real agent's binary, and what a test has to know of it. */
export interface RealAgent {
  agent: Agent;
  /** What is asked for by name; null where the home's settings say it. */
  model: string | null;
  /** The agent tells what it used. The Agent Client Protocol has no one meaning of it. */
  tellsUsage: boolean;
  /** Starts a model that speaks the agent's dialect, and makes a home that knows it, for the running test. */
  start(
    decide: (asked: Asked) => Reply | Promise<Reply>,
  ): Promise<{ model: FakeModel; env: NodeJS.ProcessEnv }>;
  /** The calls of its own tools that make a change. */
  edit(change: FileEdit): Reply[];
}

const GEMINI_MODEL = 'gemini-2.5-flash';

export const REAL_AGENTS = {
  codex: {
    agent: codex,
    model: null,
    tellsUsage: true,
    async start(decide) {
      const model = await fakeModel(decide);
      return { model, env: (await codexHome(model.baseUrl, { fromNpm: true })).env };
    },
    edit: (change) => [{ patch: patchFor(change) }],
  },
  claude: {
    agent: claude,
    model: null,
    tellsUsage: true,
    async start(decide) {
      const model = await fakeModel(decide, anthropicMessages);
      return { model, env: (await claudeHome(model.baseUrl)).env };
    },
    edit: ({ path: file_path, before, after }) =>
      before === null
        ? [{ tool: 'Write', input: { file_path, content: after } }]
        : [
            { tool: 'Read', input: { file_path } },
            { tool: 'Edit', input: { file_path, old_string: before, new_string: after } },
          ],
  },
  opencode: {
    agent: opencode,
    model: null,
    tellsUsage: true,
    async start(decide) {
      const model = await fakeModel(decide, openAiChat);
      return { model, env: await openCodeHome(model.baseUrl) };
    },
    edit: ({ path: filePath, before, after }) =>
      before === null
        ? [{ tool: 'write', input: { filePath, content: after } }]
        : [
            { tool: 'read', input: { filePath } },
            { tool: 'edit', input: { filePath, oldString: before, newString: after } },
          ],
  },
  gemini: {
    agent: gemini,
    model: GEMINI_MODEL,
    tellsUsage: true,
    start: startGemini,
    edit: geminiEdit,
  },
  // Any command that speaks the Agent Client Protocol; here Gemini CLI's.
  acp: {
    agent: acp,
    model: null,
    tellsUsage: false,
    async start(decide) {
      const { model, env } = await startGemini(decide);
      const MAESTRO_ACP_COMMAND = `gemini --acp --model ${GEMINI_MODEL}`;
      // Or it starts twice each time; acp.test.ts has it do so.
      return { model, env: { ...env, MAESTRO_ACP_COMMAND, GEMINI_CLI_NO_RELAUNCH: 'true' } };
    },
    edit: geminiEdit,
  },
} satisfies Record<string, RealAgent>;

export type AgentName = keyof typeof REAL_AGENTS;
export const AGENT_NAMES = Object.keys(REAL_AGENTS) as AgentName[];

async function startGemini(decide: (asked: Asked) => Reply | Promise<Reply>) {
  const model = await fakeModel(decide, geminiApi);
  return { model, env: (await geminiHome(model.baseUrl)).env };
}

function geminiEdit({ path: file_path, before, after }: FileEdit): Reply[] {
  if (before === null) return [{ tool: 'write_file', input: { file_path, content: after } }];
  const input = { file_path, instruction: 'As the task says', old_string: before, new_string: after };
  return [{ tool: 'replace', input }];
}

function patchFor({ path, before, after }: FileEdit): string {
  const lines = (sign: string, text: string): string =>
    text
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => `${sign}${line}\n`)
      .join('');
  const body =
    before === null
      ? `*** Add File: ${path}\n${lines('+', after)}`
      : `*** Update File: ${path}\n@@\n${lines('-', before)}${lines('+', after)}`;
  return `*** Begin Patch\n${body}*** End Patch\n`;
}
