import { join } from 'node:path';
import { isLoopback } from '../../github/addresses.ts';
import type { AgentEvent, Turn } from '../../runner/agents/agent.ts';
import { openCodexSession } from '../../runner/agents/codex/session.ts';
import type { DynamicTools } from '../../runner/agents/codex/tools.ts';
import { agentEnvironment } from '../../runner/agents/environment.ts';
import { limitedTurn } from '../../runner/autorun/limited.ts';
import type { OrchestratorContext } from '../context.ts';
import type { Lane } from '../lane/types.ts';

/** A thread of the agent in a lane, whose silence and time are limited. */
export interface AttemptSession {
  readonly threadId: string;
  readonly model: string;
  readonly resumed: boolean;
  /** Why the wanted thread could not be had; null when none was wanted, or it was had. */
  readonly whyNot: string | null;
  /** One turn to its `finished` event; never throws but for defects. Aborting the signal interrupts it. */
  turn(prompt: string, signal: AbortSignal): AsyncGenerator<AgentEvent, void>;
  /** Milliseconds without a sign of life before the last turn was told to stop. */
  silentMs(): number;
  close(): Promise<void>;
}

/** What a session is opened with. */
export interface SessionRequest {
  ctx: OrchestratorContext;
  lane: Lane;
  tools: DynamicTools;
  instructions: string;
  /** What the session is called: `ENG-1: Say hello`. */
  title: string;
  /** The thread to go on with; null for a fresh one. */
  threadId: string | null;
}

/** What is the orchestrator's own, and the other lanes. */
export function oursIn({ home, config }: OrchestratorContext): NonNullable<Turn['ours']> {
  const { orchestrator } = home;
  return {
    folders: [orchestrator, config.workspaceRoot, config.repoRoot],
    temporary: join(orchestrator, 'temporary'),
  };
}

/** What would hear of it, the forge or (where there is none) the tracker, is of this machine. */
function isRehearsal({ repository, config }: OrchestratorContext): boolean {
  const address = repository?.github.webUrl ?? config.tracker.endpoint;
  return address !== null && isLoopback(address);
}

/** Opens the agent in the lane, with our tools and without our secrets. @throws MaestroError `codex.*`, `shell.missing`. */
export async function openSession(
  { ctx, lane, tools, instructions, title, threadId }: SessionRequest,
  signal: AbortSignal,
): Promise<AttemptSession> {
  const { config, workflow, mode } = ctx;
  const { personality, serviceTier } = workflow.agent;
  const env = agentEnvironment(ctx.env, 'codex');
  // By its clock, so that a test can hold the agent's time.
  const now = ctx.clock.stopwatch();
  let seen = now();
  let silence = 0;
  let alive: Turn['alive'];
  const agentSettings = await mode.agent(ctx, env);
  const given = {
    cwd: lane.dir,
    env,
    sandbox: agentSettings.sandbox,
    model: config.worker.model,
    sessionId: threadId,
    ours: oursIn(ctx),
  };
  const session = await openCodexSession(
    {
      ...given,
      ...agentSettings,
      developerInstructions: instructions,
      title,
      ...(personality === null ? {} : { personality }),
      ...(serviceTier === null ? {} : { serviceTier }),
      tools,
      rehearsal: isRehearsal(ctx),
      alive: () => {
        seen = now();
        alive?.();
      },
    },
    signal,
  );
  const agent = {
    run(turn: Turn, stop: AbortSignal) {
      alive = turn.alive;
      silence = 0;
      // Then and not later: what is told to stop answers that, and its answer is a sign of life.
      stop.addEventListener(
        'abort',
        () => {
          silence = now() - seen;
        },
        { once: true },
      );
      return session.turn(turn.prompt, stop);
    },
  };
  return {
    threadId: session.threadId,
    model: session.model,
    resumed: session.resumed,
    whyNot: session.whyNot,
    turn(prompt, stop) {
      const limits = mode.limits(ctx);
      // What a document's turn knows besides does not matter here.
      const turn: Turn = { ...given, ...limits, prompt, documentFile: '', task: { line: 0, text: '' } };
      return limitedTurn(agent, turn, stop, { now });
    },
    silentMs: () => silence,
    close: () => session.close(),
  };
}
