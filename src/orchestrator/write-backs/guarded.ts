import { asMaestroError } from '../../platform/errors.ts';
import type { OrchestratorContext } from '../context.ts';
import { isActive, isOver, whyUnwanted } from '../eligibility.ts';
import { clearGuard, type Guard, guardsOf } from '../lane/guards.ts';
import { leaseHolder } from '../lane/lease.ts';
import { listRuns } from '../runs/store.ts';
import { cannotBeLabelled } from '../trackers/errors.ts';
import type { TrackerIssue } from '../trackers/tracker.ts';

/**
 * Tries again what a guard stands for: where the needs-attention label can be put on the issue by now it is, the issue goes into
 * the failure state, and its guard is lifted. Issues that people have taken into other hands meanwhile are left alone.
 * @returns what was done and what failed, as notes for people. @throws MaestroError `tracker.*` when nothing can be read.
 */
export async function liftGuards(
  ctx: OrchestratorContext,
  isWanted: (guard: Guard) => boolean,
  signal: AbortSignal,
): Promise<string[]> {
  const { home, config, tracker } = ctx;
  const guards = (await guardsOf(home, config.id)).filter(isWanted);
  if (guards.length === 0) return [];
  const { runs } = await listRuns(home, config.id);
  // While its run is open the run's own write-back does it.
  const open = new Set(runs.flatMap(({ closed, facts }) => (closed ? [] : [facts.issue.id])));
  const ids = guards.map(({ issueId }) => issueId).filter((id) => !open.has(id));
  const issues = new Map((await tracker.issuesById(ids, signal)).map((issue) => [issue.id, issue]));
  const notes: string[] = [];
  for (const guard of guards) {
    if (!issues.has(guard.issueId) || (await leaseHolder(home, config.id, guard.issueId))) continue;
    // Others were written to since it was read.
    const [issue] = await tracker.issuesById([guard.issueId], signal);
    if (!issue) continue;
    const note = await lift(ctx, guard, issue, signal);
    if (note !== null) notes.push(`${issue.identifier}: ${note}`);
  }
  return notes;
}

async function lift(
  { home, tracker, workflow }: OrchestratorContext,
  guard: Guard,
  issue: TrackerIssue,
  signal: AbortSignal,
): Promise<string | null> {
  const { needsAttentionLabel, failureState } = workflow.tracker;
  if (isOver(issue, workflow)) {
    await clearGuard(home, guard);
    return null;
  }
  if (!isActive(issue, workflow) || whyUnwanted(issue, workflow, [needsAttentionLabel]) !== null) return null;
  try {
    await tracker.addLabel(issue.id, needsAttentionLabel, signal);
    await tracker.transition(issue.id, failureState, signal);
  } catch (error) {
    signal.throwIfAborted();
    return cannotBeLabelled(error) ? null : asMaestroError(error).message;
  }
  await clearGuard(home, guard);
  return `the label ${needsAttentionLabel} is on it now; it waits for a person.`;
}
