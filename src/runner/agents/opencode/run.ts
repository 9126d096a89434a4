import type { AgentEvent, Turn } from '../agent.ts';
import { runOneShot } from '../one-shot.ts';
import { CHATTER } from './log.ts';
import { isSessionGone, openCodeFold } from './fold.ts';
import { openCodeArguments, openCodeVariables } from './policy.ts';

/**
 * One turn: a process of its own. A session that OpenCode does not know any more is replaced by a fresh one. That a server
 * fails and is asked again, and which model it takes, is told in its log only.
 */
export async function* runOpenCode(turn: Turn, signal: AbortSignal): AsyncGenerator<AgentEvent, void> {
  const shot = {
    command: 'opencode',
    displayName: 'OpenCode',
    args: openCodeArguments(turn),
    env: openCodeVariables(turn.env, turn.sandbox),
    input: turn.prompt,
    readsLog: true,
    noise: CHATTER,
    fold: openCodeFold(turn),
  };
  let again = false;
  for await (const event of runOneShot(shot, turn, signal)) {
    again = turn.sessionId !== null && isSessionGone(event);
    if (again) break;
    yield event;
  }
  if (again) yield* runOpenCode({ ...turn, sessionId: null }, signal);
}
