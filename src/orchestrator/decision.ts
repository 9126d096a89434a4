import { MaestroError } from '../platform/errors.ts';
import type { OrchestratorContext } from './context.ts';
import { isActive, isOver, whyUnwanted } from './eligibility.ts';
import { sameName } from './names.ts';
import { DECIDED } from './runs/events.ts';
import type { Run } from './runs/run.ts';
import type { TrackerIssue } from './trackers/tracker.ts';

/**
 * An end that is no failure: somebody else has decided, and the run leaves the issue as it is. `reason` is a clause: "its state
 * Canceled is a terminal one".
 */
export function decided(reason: string): MaestroError {
  return new MaestroError(DECIDED, `This run is over: ${reason}.`, {
    remedy: 'Somebody else has decided about the issue. Nothing more is written there; end your turn now.',
    data: { reason },
  });
}

/** The reason of such an end; null for every other error. */
export function decisionIn(error: unknown): string | null {
  if (!(error instanceof MaestroError) || error.code !== DECIDED) return null;
  return String(error.data.reason);
}

/** What is about to be done to the issue: the state that a write-back brings it into, and whether it asks for a person. */
export interface Intent {
  target: string | null;
  attention: boolean;
}

const NO_INTENT: Intent = { target: null, attention: false };

/**
 * Why nothing may be written to the issue any more: it is gone, somebody has brought it into a state in which no run goes on,
 * or has put on or taken off a label that decides it. What the run itself did to the issue is no decision.
 */
export function whyDecided(
  issue: TrackerIssue | undefined,
  { workflow }: Pick<OrchestratorContext, 'workflow'>,
  { own }: Pick<Run, 'own'>,
  { target, attention } = NO_INTENT,
): string | null {
  if (issue === undefined) return 'the issue is gone';
  const isOurs = [own.state, target].some((state) => state !== null && sameName(state, issue.state));
  if (!isOurs && isOver(issue, workflow)) return `its state ${issue.state} is a terminal one`;
  if (!isOurs && !isActive(issue, workflow)) return `its state ${issue.state} is not an active one`;
  const { needsAttentionLabel } = workflow.tracker;
  return whyUnwanted(issue, workflow, own.attention || attention ? [needsAttentionLabel] : []);
}

/**
 * Reads the issue again, right before something is written outside.
 * @returns it. @throws MaestroError `run.decided`; `tracker.*` when it cannot be read: then nothing may be written either.
 */
export async function requireUndecided(
  ctx: OrchestratorContext,
  run: Run,
  signal: AbortSignal,
  intent = NO_INTENT,
): Promise<TrackerIssue> {
  const [issue] = await ctx.tracker.issuesById([run.facts.issue.id], signal);
  const reason = whyDecided(issue, ctx, run, intent);
  if (issue === undefined || reason !== null) throw decided(reason ?? 'the issue is gone');
  return issue;
}
