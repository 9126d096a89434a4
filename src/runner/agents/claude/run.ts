import type { AgentEvent, Turn } from '../agent.ts';
import { runOneShot } from '../one-shot.ts';
import { loadPrices } from '../prices.ts';
import { claudeFold, isSessionGone } from './fold.ts';
import { claudeArguments, claudeVariables } from './policy.ts';

/** One turn: a process of its own. A session that Claude Code does not know any more is replaced by a fresh one. */
export async function* runClaude(turn: Turn, signal: AbortSignal): AsyncGenerator<AgentEvent, void> {
  const prices = await loadPrices();
  const shot = {
    command: 'claude',
    displayName: 'Claude Code',
    args: claudeArguments(turn),
    env: claudeVariables(turn.env),
    input: turn.prompt,
    fold: claudeFold(turn.cwd, (model, usage) => prices(model, usage, new Date())),
  };
  let again = false;
  for await (const event of runOneShot(shot, turn, signal)) {
    again = turn.sessionId !== null && isSessionGone(event);
    if (again) break;
    yield event;
  }
  if (again) yield* runClaude({ ...turn, sessionId: null }, signal);
}
