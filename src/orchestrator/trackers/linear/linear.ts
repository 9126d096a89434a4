import { type Clock, systemClock } from '../../../platform/clock.ts';
import type { MaestroError } from '../../../platform/errors.ts';
import { assigneeFilter } from '../assignee.ts';
import type { Tracker, TrackerIssue } from '../tracker.ts';
import { type AskLinear, linearClient } from './client.ts';
import { commentOnce, updateComment } from './comments.ts';
import { createIssue } from './create-issue.ts';
import { readIssues, requireProject } from './issues.ts';
import { VIEWER, Viewer } from './queries.ts';
import { addLabel, transition } from './writes.ts';
import type { StartLimit } from '../../../platform/time-limit.ts';

/** Linear's public API. */
export const LINEAR_ENDPOINT = 'https://api.linear.app/graphql';

/** What the tracker needs to know. */
export interface LinearOptions {
  endpoint: string;
  key: string;
  /** The project's slug id, or the last part of its address, which ends with it. */
  projectSlug: string;
  /** An id, or `me`; null for everybody's issues. */
  assignee?: string | null;
  /** Told of records that are no whole issues. */
  log?: { warn(message: string): void };
  clock?: Clock;
  fetch?: typeof fetch;
  /** Milliseconds for one answer with its whole body; 30,000 by default. */
  timeoutMs?: number;
  startLimit?: StartLimit;
  /** Milliseconds before a failed read is tried again, four times as many before the second; 500 by default. */
  retryBaseMs?: number;
}

const BATCH = 50;

/** The issues of one Linear project. */
export function linearTracker(options: LinearOptions): Tracker {
  const clock = options.clock ?? systemClock;
  const { ask, raw } = linearClient({
    endpoint: options.endpoint,
    key: options.key,
    clock,
    fetch: options.fetch ?? fetch,
    timeoutMs: options.timeoutMs ?? 30_000,
    startLimit: options.startLimit,
    retryBaseMs: options.retryBaseMs ?? 500,
  });
  const slugId = slugIdOf(options.projectSlug);
  const projectIsKnown = knownProject(ask, slugId);
  let viewer: string | undefined;
  const whoAmI = async (signal: AbortSignal): Promise<string> => (viewer ??= await viewerId(ask, signal));
  const theirs = assigneeFilter(options.assignee ?? null, async (signal) => [await whoAmI(signal)]);
  const skip = ({ message }: MaestroError): void => options.log?.warn(`An issue is passed over. ${message}`);
  return {
    kind: 'linear',
    async issuesByState(states, signal) {
      if (states.length === 0) return [];
      const doing = `read the issues of the Linear project ${JSON.stringify(slugId)}`;
      const filter = { state: { or: states.map((name) => ({ name: { eqIgnoreCase: name } })) } };
      const issues = await readIssues(ask, { slugId, filter, doing, theirs, onBroken: skip }, signal);
      // Linear says nothing of a project that is not there: nothing to do for ever would look like good order.
      if (issues.length === 0) await projectIsKnown(signal);
      return issues;
    },
    async issuesById(ids, signal) {
      const doing = `read issues of the Linear project ${JSON.stringify(slugId)} again`;
      // One that is missing here counts as gone: a broken one must not be missing.
      const onBroken = (error: MaestroError): never => {
        throw error;
      };
      const issues: TrackerIssue[] = [];
      for (let at = 0; at < ids.length; at += BATCH) {
        const batch = ids.slice(at, at + BATCH);
        const filter = { id: { in: batch } };
        issues.push(
          ...(await readIssues(
            ask,
            { slugId, filter, first: batch.length, doing, theirs, onBroken },
            signal,
          )),
        );
      }
      return issues;
    },
    transition: (issueId, state, signal) => transition(ask, clock, issueId, state, signal),
    commentOnce: (issueId, marker, body, signal) =>
      commentOnce(ask, clock, { issueId, marker, body }, signal),
    addLabel: (issueId, label, signal) => addLabel(ask, clock, issueId, label, signal),
    updateComment: async (issueId, which, body, signal) =>
      updateComment(ask, clock, { issueId, which, body, viewer: await whoAmI(signal) }, signal),
    createIssue: (issueId, input, signal) => createIssue(ask, clock, issueId, input, signal),
    graphql: raw,
  };
}

async function viewerId(ask: AskLinear, signal: AbortSignal): Promise<string> {
  const doing = 'find out whose key it is';
  return (await ask({ doing, query: VIEWER, variables: {}, shape: Viewer, signal })).viewer.id;
}

/** `my-project-0123456789ab`, as it stands in a project's address, ends with the slug id. */
function slugIdOf(projectSlug: string): string {
  return /-([0-9a-f]{12})$/.exec(projectSlug)?.[1] ?? projectSlug;
}

/** Asks for the project until it was there once. */
function knownProject(ask: AskLinear, slugId: string): (signal: AbortSignal) => Promise<void> {
  let isKnown = false;
  return async (signal) => {
    if (!isKnown) await requireProject(ask, slugId, signal);
    isKnown = true;
  };
}
