import { isAsked } from './asked.ts';
import type { OrchestratorContext } from './context.ts';
import { inOrder, whyNoLonger, whyNot } from './eligibility.ts';
import { includesName } from './names.ts';
import { guardsOf } from './lane/guards.ts';
import { leaseHolder } from './lane/lease.ts';
import type { Run } from './runs/run.ts';
import { listRuns } from './runs/store.ts';
import type { TrackerIssue } from './trackers/tracker.ts';

/** What is done next. */
export interface Choice {
  issue: Pick<TrackerIssue, 'id' | 'identifier' | 'title' | 'url' | 'state'>;
  /** The run that goes on; null for a new one. */
  run: Run | null;
  /** The number of the attempt that this will be (or belong to). */
  attempt: number;
}

/**
 * What a pass should do, and why it does nothing else. Runs that were begun come first: those that were interrupted, whose
 * retry is due, or whose write-back is owed; then the next eligible issue. Only reads.
 */
export async function choose(
  ctx: OrchestratorContext,
  asked: string | null,
  signal: AbortSignal,
): Promise<{ choice: Choice | null; notes: string[] }> {
  const { home, config, workflow, tracker, clock } = ctx;
  const { runs, problems } = await listRuns(home, config.id);
  const notes = problems.map(({ message }) => message);
  const open = runs.filter(({ closed }) => closed === null);
  const held = new Set<string>();
  for (const run of open) {
    const { id, identifier } = run.facts.issue;
    const holder = await leaseHolder(home, config.id, id);
    if (!holder) continue;
    held.add(id);
    if (isAsked(asked, run.facts.issue))
      notes.push(`${identifier}: its lane is taken by process ${holder.pid}.`);
  }
  for (const run of [...open].reverse()) {
    const { issue } = run.facts;
    if (held.has(issue.id) || !isAsked(asked, issue)) continue;
    // Whoever names the issue does not want to wait.
    const due = asked !== null || run.retryAt === null || Date.parse(run.retryAt) <= clock.now().getTime();
    if (!due) {
      const what = run.phase === 'retry_wait' ? 'the next attempt is due' : 'the tracker is told again';
      notes.push(`${issue.identifier}: ${what} at ${run.retryAt}.`);
      continue;
    }
    const next = run.phase === 'retry_wait' || run.attempt === 0;
    return { choice: { issue, run, attempt: run.attempt + (next ? 1 : 0) }, notes };
  }
  const begun = new Set(open.map(({ facts }) => facts.issue.id));
  const guards = new Map((await guardsOf(home, config.id)).map((guard) => [guard.issueId, guard]));
  const listed = await tracker.issuesByState(workflow.tracker.startableStates, signal);
  const wanted = listed.filter((issue) => isAsked(asked, issue));
  // Those that are listed say it below.
  const waiting = [...guards.values()].filter(
    ({ issueId, identifier }) =>
      isAsked(asked, { id: issueId, identifier }) && !listed.some(({ id }) => id === issueId),
  );
  for (const { identifier, nextAction } of waiting)
    notes.push(`${identifier}: it waits for a person: ${nextAction}`);
  const known = waiting.length > 0 || open.some(({ facts }) => isAsked(asked, facts.issue));
  if (asked !== null && wanted.length === 0 && !known)
    notes.push(
      `${asked}: it is in no startable state of this project (${workflow.tracker.startableStates.join(', ')}).`,
    );
  for (const issue of inOrder(wanted.filter(({ id }) => !begun.has(id)))) {
    const leased = (await leaseHolder(home, config.id, issue.id)) !== undefined;
    const situation = { leased, guard: guards.get(issue.id) ?? null, running: runningStates(open, held) };
    const reason = whyNot(issue, workflow, situation);
    if (reason === null) return { choice: { issue, run: null, attempt: 1 }, notes };
    notes.push(`${issue.identifier}: ${reason.replace(/\.$/, '')}.`);
  }
  for (const issue of await orphans(ctx, asked, begun, guards, signal)) {
    const leased = (await leaseHolder(home, config.id, issue.id)) !== undefined;
    const running = runningStates(open, held);
    if (asked !== null && !leased && running.length < workflow.execution.maxConcurrentAgents)
      return {
        choice: { issue, run: null, attempt: 1 },
        notes: notes.filter((note) => !note.startsWith(`${asked}:`)),
      };
    notes.push(
      `${issue.identifier}: it is in the state ${issue.state}, and no run on this machine knows of it; take it up with --issue ${issue.identifier}, or move it.`,
    );
  }
  return { choice: null, notes };
}

/** Issues that somebody has begun (a run whose journals are lost, another machine, a person) and that nobody here goes on with. */
async function orphans(
  { workflow, tracker }: OrchestratorContext,
  asked: string | null,
  begun: ReadonlySet<string>,
  guards: ReadonlyMap<string, unknown>,
  signal: AbortSignal,
): Promise<TrackerIssue[]> {
  const { startableStates, activeStates } = workflow.tracker;
  const states = activeStates.filter((state) => !includesName(startableStates, state));
  if (states.length === 0) return [];
  const issues = await tracker.issuesByState(states, signal);
  return inOrder(
    issues.filter(
      (issue) =>
        isAsked(asked, issue) &&
        !begun.has(issue.id) &&
        !guards.has(issue.id) &&
        whyNoLonger(issue, workflow) === null,
    ),
  );
}

/** The states that the issues of the lanes that are worked in now were in when they began. */
function runningStates(open: readonly Run[], held: ReadonlySet<string>): string[] {
  return open.filter(({ facts }) => held.has(facts.issue.id)).map(({ facts }) => facts.issue.state);
}
