import type { OrchestratorContext } from '../context.ts';
import { sameName } from '../names.ts';
import type { OpenRun } from '../runs/store.ts';
import { step } from './step.ts';
import { completionComment } from './texts.ts';

/**
 * Tells the tracker of a hand-off: the comment, then the state for reviewers. Each is done once, whatever kills this in between.
 * @returns `pending` when the tracker could not be written to and it has to be tried again; `uncommented` when the issue is in
 * that state and the comment cannot be written: then nothing is tried again, a person looks.
 */
export async function writeSuccess(
  ctx: OrchestratorContext,
  run: OpenRun,
  signal: AbortSignal,
): Promise<'done' | 'pending' | 'uncommented'> {
  const { tracker, workflow, clock, redact } = ctx;
  const { facts, attempt, pullUrl, validation, handoff } = run.state();
  const { issue, lane, id } = facts;
  const body = completionComment({
    runId: id,
    attempt,
    finishedAt: clock.now().toISOString(),
    branch: lane.branch ?? '',
    prUrl: pullUrl ?? '',
    workspacePath: lane.name,
    validationResult: validation?.summary ?? '',
    summary: handoff?.summary ?? '',
  });
  const { successState: target, needsAttentionLabel } = workflow.tracker;
  const commented = await step(ctx, run, { name: 'completion_comment', target }, signal, () =>
    tracker.commentOnce(issue.id, `${id}:${attempt}:completion`, redact(body), signal),
  );
  if (commented) {
    const moved = await step(ctx, run, { name: 'success_transition', target }, signal, () =>
      tracker.transition(issue.id, target, signal),
    );
    return moved ? 'done' : 'pending';
  }
  // Unknown counts as not there: the next run asks again.
  const [now] = await tracker.issuesById([issue.id], signal).catch(() => []);
  signal.throwIfAborted();
  if (!now || !sameName(now.state, target)) return 'pending';
  // So that it is seen where people look, too; this once, whatever comes of it.
  await step(ctx, run, { name: 'attention_label', target }, signal, () =>
    tracker.addLabel(issue.id, needsAttentionLabel, signal),
  );
  return 'uncommented';
}
