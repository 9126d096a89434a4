import type { OrchestratorContext } from '../context.ts';
import { clearGuard, setGuard } from '../lane/guards.ts';
import type { FailureFact } from '../runs/events.ts';
import type { OpenRun } from '../runs/store.ts';
import { cannotBeLabelled } from '../trackers/errors.ts';
import { step } from './step.ts';
import { placesOf } from '../tools/bench.ts';
import { failureComment, missingLabelRemedy } from './texts.ts';

const UNKNOWN: FailureFact = { errorClass: 'internal.unexpected', message: '', nextAction: '' };

/**
 * Asks for a person: the label, the comment, then the failure state. Where the label cannot be had the issue stays in the
 * state it is in, a guard on this machine keeps it from being started (`guarded.ts` lifts it), and the comment says what to do.
 * @returns `pending` when the tracker could not be written to and it has to be tried again.
 */
export async function writeFailure(
  ctx: OrchestratorContext,
  run: OpenRun,
  signal: AbortSignal,
): Promise<'done' | 'pending'> {
  const { tracker, workflow, clock, redact } = ctx;
  const { facts, attempt, failure } = run.state();
  const { id, issue, lane } = facts;
  const failedAt = clock.now().toISOString();
  const target = workflow.tracker.failureState;
  const held = await holdBack(ctx, run, failedAt, signal);
  // The comment says which of the two it is.
  if (held === null) return 'pending';
  const told = {
    ...(failure ?? UNKNOWN),
    runId: id,
    attempt,
    failedAt,
    workspacePath: lane.name,
    missingLabel: held === 'guard' ? workflow.tracker.needsAttentionLabel : null,
  };
  const body = failureComment(told, placesOf(ctx));
  const commented = await step(ctx, run, { name: 'failure_comment', target }, signal, () =>
    tracker.commentOnce(issue.id, `${id}:${attempt}:failure`, redact(body), signal),
  );
  if (!commented) return 'pending';
  // A state from which it would be started again is only good with the label that holds it back.
  if (held === 'guard') return 'done';
  const moved = await step(ctx, run, { name: 'failure_transition', target }, signal, () =>
    tracker.transition(issue.id, target, signal),
  );
  return moved ? 'done' : 'pending';
}

/** Keeps the issue from being started again: by the label, else by a guard; null when neither could be had now. */
async function holdBack(
  ctx: OrchestratorContext,
  run: OpenRun,
  since: string,
  signal: AbortSignal,
): Promise<'label' | 'guard' | null> {
  const { tracker, workflow, home } = ctx;
  const { facts, failure, writtenBack } = run.state();
  if (writtenBack.includes('guard')) return 'guard';
  const { needsAttentionLabel, failureState: target } = workflow.tracker;
  const guard = { configId: facts.configId, issueId: facts.issue.id, identifier: facts.issue.identifier };
  let refused = false;
  const labelled = await step(ctx, run, { name: 'attention_label', target }, signal, async () => {
    await tracker.addLabel(facts.issue.id, needsAttentionLabel, signal).catch((error: unknown) => {
      refused = cannotBeLabelled(error);
      throw error;
    });
    await clearGuard(home, guard);
  });
  if (labelled) return 'label';
  if (!refused) return null;
  const { errorClass: code, nextAction } = failure ?? UNKNOWN;
  const remedy = `${missingLabelRemedy(needsAttentionLabel)} ${nextAction}`.trim();
  await setGuard(home, { ...guard, code, nextAction: remedy, since });
  await run.append({ type: 'written_back', step: 'guard' });
  return 'guard';
}
