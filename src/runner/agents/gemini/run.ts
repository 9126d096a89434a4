import { MaestroError } from '../../../platform/errors.ts';
import type { AgentEvent, Turn } from '../agent.ts';
import { type Exit, failed, type LineFold, runOneShot } from '../one-shot.ts';
import { geminiFold } from './fold.ts';
import { type TurnHome, turnHome } from './home.ts';
import { sessionUsage } from './session-usage.ts';

/** One turn. A session that Gemini does not know any more is replaced by a fresh one. */
export async function* runGemini(turn: Turn, signal: AbortSignal): AsyncGenerator<AgentEvent, void> {
  let home: TurnHome | undefined;
  try {
    home = await turnHome(turn);
    if (turn.sessionId !== null) {
      const resumed = watchResume(geminiFold(turn.cwd));
      yield* shoot(turn, home, resumed.fold, signal);
      if (!resumed.isGone()) return;
    }
    yield* shoot({ ...turn, sessionId: null }, home, geminiFold(turn.cwd), signal);
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    yield* failed('crash', error.remedy ? `${error.message} ${error.remedy}` : error.message);
  } finally {
    await home?.remove();
  }
}

async function* shoot(
  turn: Turn,
  home: TurnHome,
  fold: LineFold,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent, void> {
  const args = ['--output-format', 'stream-json'];
  // Twice: the administrator's rules are passed over where the system has its own, and the user's always hold.
  args.push('--policy', home.policy, '--admin-policy', home.policy);
  if (turn.model !== null) args.push('--model', turn.model);
  if (turn.sessionId !== null) args.push('--resume', turn.sessionId);
  const env = { ...turn.env, ...home.env };
  const shot = { command: 'gemini', displayName: 'Gemini CLI', args, env, input: turn.prompt, fold };
  const usage = await sessionUsage(turn.env, turn.sessionId);
  let session: string | null = null;
  for await (const event of runOneShot(shot, turn, signal)) {
    if (event.kind === 'started') session = event.sessionId;
    const used = session === null || !TELLING.has(event.kind) ? null : await usage.look(session);
    if (used) yield { kind: 'usage', usage: used };
    const rest = event.kind === 'usage' ? usage.rest(event.usage) : null;
    if (rest) yield { kind: 'usage', usage: rest };
    if (event.kind !== 'usage') yield event;
  }
}

/** What comes when an answer is complete. */
const TELLING = new Set<AgentEvent['kind']>(['tool_call', 'tool_result', 'usage', 'error', 'finished']);

/** Notices a session that is not there (nothing has been asked of the model then), and keeps silent about it. */
function watchResume(fold: LineFold): { fold: LineFold; isGone(): boolean } {
  let gone = false;
  const ended = (exit: Exit): AgentEvent[] => {
    gone = exit.exitCode === 42 && /resuming session/i.test(exit.stderr);
    return gone ? [] : fold.ended(exit);
  };
  return { fold: { line: fold.line, ended }, isGone: () => gone };
}
