import { asMaestroError, type MaestroError } from '../../platform/errors.ts';
import { backoffMs, retryTime } from '../attempt/backoff.ts';
import type { OrchestratorContext } from '../context.ts';
import { decisionIn, requireUndecided } from '../decision.ts';
import type { WriteBackStep } from '../runs/events.ts';
import type { OpenRun } from '../runs/store.ts';

/**
 * Does one step of a write-back unless it is done, and journals that it is. Right before it the issue is read again. A failure
 * is journaled, too: the step is tried again by a later pass.
 * @param target the state into which the write-back brings the issue
 * @returns whether it is done now. @throws MaestroError `run.decided`; the signal's reason.
 */
export async function step(
  ctx: OrchestratorContext,
  run: OpenRun,
  { name, target }: { name: WriteBackStep; target: string },
  signal: AbortSignal,
  write: () => Promise<unknown>,
): Promise<boolean> {
  if (run.state().writtenBack.includes(name)) return true;
  try {
    const state = run.state();
    const attention = state.phase === 'failing' || name === 'attention_label';
    await requireUndecided(ctx, state, signal, { target, attention });
    await write();
  } catch (error) {
    signal.throwIfAborted();
    if (decisionIn(error) !== null) throw error;
    const known = asMaestroError(error);
    const { code, message } = known;
    const retryAt = nextTry(ctx, run.state().writeBackFailures, known);
    await run.append({ type: 'write_back_failed', step: name, code, message, retryAt });
    return false;
  }
  await run.append({ type: 'written_back', step: name });
  return true;
}

/**
 * A first failure is most often over by the next pass. What goes on failing backs off, so that one issue whose tracker refuses
 * it does not hold up all others; and a limit that says when it ends is waited for.
 */
function nextTry(
  { clock, workflow }: OrchestratorContext,
  failedBefore: number,
  error: MaestroError,
): string | null {
  if (failedBefore === 0 && error.data.resetAt === undefined) return null;
  const waitMs = failedBefore === 0 ? 0 : backoffMs(failedBefore, workflow.execution.maxRetryBackoffMs);
  return retryTime(clock.now(), waitMs, error);
}
