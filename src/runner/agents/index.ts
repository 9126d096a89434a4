import { MaestroError } from '../../platform/errors.ts';
import { acp } from './acp/acp.ts';
import type { Agent, AgentStatus } from './agent.ts';
import { claude } from './claude/claude.ts';
import { codex } from './codex/codex.ts';
import { type DetectionCache, detectCached } from './detection-cache.ts';
import { gemini } from './gemini/gemini.ts';
import { opencode } from './opencode/opencode.ts';
import { scripted } from './scripted/scripted.ts';

/** Every agent this version can drive; the first is what a newcomer is offered. */
export function agents(): Agent[] {
  return [codex, claude, opencode, gemini, acp, scripted];
}

/**
 * The agent with this id.
 * @throws MaestroError `agent.unknown`, naming those there are.
 */
export function findAgent(id: string): Agent {
  const found = agents().find((agent) => agent.id === id);
  if (found) return found;
  const known = agents().map((agent) => agent.id);
  throw new MaestroError('agent.unknown', `There is no agent called ${JSON.stringify(id)}.`, {
    remedy: `Choose one of: ${known.join(', ')}.`,
  });
}

/**
 * What can be said of every agent on this machine, in the order of `agents()`. Starts their commands, but for what the cache
 * knows, and spends no tokens.
 */
export function detectAgents(
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
  cache?: DetectionCache,
): Promise<AgentStatus[]> {
  const look = (agent: Agent): Promise<AgentStatus> =>
    cache ? detectCached(agent, env, cache, signal) : agent.detect(env, signal);
  return Promise.all(agents().map(look));
}
