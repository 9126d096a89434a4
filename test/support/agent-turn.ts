import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type Agent,
  type AgentEvent,
  addUsage,
  NO_USAGE,
  type Turn,
  type Usage,
} from '../../src/runner/agents/agent.ts';
import { codex } from '../../src/runner/agents/codex/codex.ts';
import { limitedTurn } from '../../src/runner/autorun/limited.ts';
import { taskPrompt } from '../../src/runner/autorun/prompt.ts';
import { codexHome } from './codex-home.ts';
import { type FakeModel, fakeModel } from './fake-model.ts';
import { plainGit } from './git-server.ts';
import { HANG_MS, RUN_MS } from './limits.ts';
import { processesWith } from './processes.ts';
import { tempDir } from './temp.ts';
import { SILENCE_MS, timeFrom } from './turn-time.ts';
import { eventually } from './waits.ts';

/** The document of a stage, relative to its repository. */
export const DOCUMENT = '.maestro/symphony/test/0.md';

/** A real agent in a small repository with one document of one task. */
export interface TurnStage {
  dir: string;
  turn: Turn;
  run(more?: Partial<Turn>, signal?: AbortSignal): Promise<AgentEvent[]>;
  /** The same until its silence is too long; the time of that begins when it is silent. */
  runSilent(isSilent: (heard: readonly AgentEvent[]) => boolean): Promise<AgentEvent[]>;
  /** What every process of this stage has in its environment. */
  mark: string;
  /** Waits until no process of this stage lives any more. */
  nothingLeft(): Promise<void>;
}

/** Sets it up for the running test. */
export async function turnStage(
  agent: Agent,
  env: NodeJS.ProcessEnv,
  files: Record<string, string> = {},
): Promise<TurnStage> {
  const dir = await tempDir();
  const all = { 'README.md': '# Hello\n', [DOCUMENT]: '- [ ] Say hello\n', ...files };
  for (const [path, content] of Object.entries(all)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
  await plainGit(dir, ['init', '-q', '-b', 'main']);
  const mark = `maestro-mark-${randomUUID()}`;
  const task = { line: 1, text: 'Say hello' };
  const turn: Turn = {
    prompt: taskPrompt({ document: DOCUMENT, task, notes: [] }),
    cwd: dir,
    documentFile: join(dir, DOCUMENT),
    task,
    model: null,
    sessionId: null,
    sandbox: 'workspace-write',
    env: { ...env, MAESTRO_MARK: mark },
    idleLimitMs: HANG_MS,
    wallLimitMs: RUN_MS,
  };
  const run: TurnStage['run'] = async (more = {}, signal = new AbortController().signal) =>
    gather(limitedTurn(agent, { ...turn, ...more }, signal));
  return {
    dir,
    turn,
    mark,
    run,
    runSilent(isSilent) {
      const limits = { idleLimitMs: SILENCE_MS, wallLimitMs: Number.POSITIVE_INFINITY };
      const heard: AgentEvent[] = [];
      const now = timeFrom(() => isSilent(heard));
      return gather(limitedTurn(agent, { ...turn, ...limits }, new AbortController().signal, { now }), heard);
    },
    nothingLeft: () => nothingLeft(mark),
  };
}

async function gather(
  turn: AsyncGenerator<AgentEvent, void>,
  events: AgentEvent[] = [],
): Promise<AgentEvent[]> {
  for await (const event of turn) events.push(event);
  return events;
}

/** Waits until no process carries the mark any more. */
export function nothingLeft(mark: string): Promise<void> {
  return eventually(
    () => processesWith(mark).length === 0,
    () => `no process is left: ${processesWith(mark).join('; ')}`,
  );
}

/** A real Codex in front of a fake model. */
export interface CodexStage extends TurnStage {
  model: FakeModel;
  home: string;
}

/** Sets it up for the running test. */
export async function codexStage(
  decide: Parameters<typeof fakeModel>[0],
  files: Record<string, string> = {},
): Promise<CodexStage> {
  const model = await fakeModel(decide);
  const home = await codexHome(model.baseUrl);
  return { ...(await turnStage(codex, home.env, files)), model, home: home.dir };
}

/** The sum of what was told. */
export function usageIn(events: readonly AgentEvent[]): Usage {
  return events.reduce((sum, event) => (event.kind === 'usage' ? addUsage(sum, event.usage) : sum), NO_USAGE);
}

/** The output of the commands that were run. */
export function outputIn(events: readonly AgentEvent[]): string {
  return events.map((event) => (event.kind === 'tool_result' ? event.summary : '')).join('\n');
}
