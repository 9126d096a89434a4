import { oneLine } from '../platform/text.ts';
import type { HistoryRow } from '../shared/history.ts';
import type { Contribution } from './contribution.ts';
import { withoutRehearsals } from './rehearsed.ts';
import { isEnded } from './states.ts';

/** The contributions whose work is over (handed over or ended), newest first, as rows for a table. Rehearsals are none. */
export function historyOf(contributions: readonly Contribution[]): HistoryRow[] {
  return withoutRehearsals(contributions)
    .flatMap((contribution) => rowOf(contribution) ?? [])
    .sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0));
}

function rowOf(contribution: Contribution): HistoryRow | undefined {
  const { start, state, claim, tasks, usage, models } = contribution;
  if (!isOver(state)) return undefined;
  return {
    id: contribution.id,
    name: oneLine(start.name),
    slug: start.slug,
    issue: start.issue.number,
    title: oneLine(start.issue.title, 300),
    issueUrl: start.issue.url,
    state,
    agent: start.agent,
    model: models.length > 0 ? models.join(', ') : start.model,
    pull: claim?.pull ? { number: claim.pull.number, url: claim.pull.url } : null,
    startedAt: contribution.createdAt,
    handedOverAt: contribution.handedOverAt,
    endedAt: contribution.endedAt,
    documents: contribution.documents.length,
    tasksDone: tasks.done,
    tasksUnfinished: tasks.unfinished,
    tasksTotal: tasks.total,
    tokens: usage.inputTokens + usage.outputTokens,
    costUsd: usage.costUsd,
    workedMs: contribution.workedMs,
    diff: contribution.diff,
  };
}

function isOver(state: Contribution['state']): state is HistoryRow['state'] {
  return isEnded(state) || state === 'ready_for_review';
}
