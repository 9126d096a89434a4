import { createGitHub, type GitHubOptions } from '../../../github/client.ts';
import { requireSlug, sameSlug, slugOf } from '../../../github/slug.ts';
import type { TrackedIssue } from '../../../github/tracked/types.ts';
import type { RepoRef } from '../../../github/types.ts';
import { type Clock, systemClock } from '../../../platform/clock.ts';
import { assigneeFilter } from '../assignee.ts';
import { trackerError } from '../errors.ts';
import { sameName } from '../names.ts';
import type { Tracker, TrackerIssue } from '../tracker.ts';
import { asTracker } from './errors.ts';
import { trackerIssue } from './issue.ts';
import { settle } from './settle.ts';
import { includes, OPEN, type StateNames, stateInLabel, stateOf } from './states.ts';
import { transition } from './transition.ts';

/** What the tracker needs to know. */
export interface GitHubTrackerOptions extends GitHubOptions {
  /** `owner/repo`. */
  projectSlug: string;
  names: StateNames;
  /** A login or node id, or `me`; null for everybody's issues. */
  assignee?: string | null;
}

/** The issues of one GitHub repository. @throws MaestroError `tracker.no-project`, `github.bad-token`. */
export function githubTracker(options: GitHubTrackerOptions): Tracker {
  const clock: Clock = options.clock ?? systemClock;
  const { names } = options;
  const github = createGitHub(options);
  const repo: RepoRef = requireSlug(options.projectSlug);
  const { tracked } = github;
  const theirs = assigneeFilter(options.assignee ?? null, async (signal) => [
    (await github.viewer(signal)).login,
  ]);

  /** With blockers where they decide something: only what may be started can be held back. */
  async function whole(issues: readonly TrackedIssue[], signal: AbortSignal): Promise<TrackerIssue[]> {
    const held = issues.filter(
      (issue) => issue.blockerCount !== 0 && includes(names.startableStates, stateOf(issue, names)),
    );
    const blockers = held.length === 0 ? undefined : await tracked.blockers(repo, held, signal);
    const isTheirs = await theirs(signal);
    return issues.map((issue) => {
      const people = issue.assignees.flatMap(({ id, login }) => [id, login]);
      return trackerIssue(issue, blockers?.get(issue.nodeId) ?? [], names, isTheirs(people));
    });
  }

  async function read(issueId: string, doing: string, signal: AbortSignal): Promise<TrackedIssue> {
    const [issue] = await tracked.byNodeId([issueId], signal);
    // One that was moved to another repository keeps its id, and is none of ours any more.
    if (issue && sameSlug(issue.slug, slugOf(repo))) return issue;
    throw trackerError('tracker.not-found', doing, `there is no such issue in ${slugOf(repo)}`);
  }

  async function inStates(states: readonly string[], signal: AbortSignal): Promise<TrackedIssue[]> {
    const labels = await tracked.labels(repo, signal);
    const wanted = labels.filter((label) => includes(states, stateInLabel(label, names.prefix) ?? ''));
    const found: TrackedIssue[] = [];
    const onBroken = (words: string): void =>
      options.log?.warn(`An issue of ${slugOf(repo)} is passed over: ${words}.`);
    // All open ones only when those without a label are wanted: a large repository has thousands.
    if (includes(states, OPEN))
      found.push(...(await tracked.list(repo, { state: 'open', onBroken }, signal)));
    else
      for (const label of wanted)
        found.push(...(await tracked.list(repo, { state: 'open', label, onBroken }, signal)));
    if (states.some((state) => includes(names.terminalStates, state)) || includes(states, 'Closed'))
      found.push(...(await tracked.list(repo, { state: 'closed', onBroken }, signal)));
    const once = new Map(found.map((issue) => [issue.nodeId, issue]));
    return [...once.values()].filter((issue) => includes(states, stateOf(issue, names)));
  }

  return {
    kind: 'github',
    issuesByState: (states, signal) =>
      asTracker(async () => {
        if (states.length === 0) return [];
        return whole(await inStates(states, signal), signal);
      }),
    issuesById: (ids, signal) =>
      asTracker(async () => {
        const issues = ids.length === 0 ? [] : await tracked.byNodeId(ids, signal);
        const ours = issues.filter(({ slug }) => sameSlug(slug, slugOf(repo)));
        return whole(ours, signal);
      }),
    transition: (issueId, state, signal) =>
      asTracker(() => {
        const doing = `move an issue of ${slugOf(repo)} to ${JSON.stringify(state)}`;
        const scene = { tracked, repo, names, clock, doing, signal };
        return transition(scene, () => read(issueId, doing, signal), state);
      }),
    commentOnce: (issueId, marker, body, signal) =>
      asTracker(async () => {
        const { number } = await read(issueId, `comment on an issue of ${slugOf(repo)}`, signal);
        return github.commentOnce(repo, number, marker, body, signal);
      }),
    addLabel: (issueId, label, signal) =>
      asTracker(async () => {
        const doing = `put the label ${JSON.stringify(label)} on an issue of ${slugOf(repo)}`;
        const { number, labels } = await read(issueId, doing, signal);
        if (labels.some((name) => sameName(name, label))) return;
        const there = await tracked.labels(repo, signal);
        const known = there.find((name) => sameName(name, label));
        if (!known) throw trackerError('tracker.unknown-label', doing, 'the repository has no such label');
        const add = () => tracked.addLabel(repo, number, known, signal);
        await settle(clock, signal, add, async () =>
          (await read(issueId, doing, signal)).labels.includes(known),
        );
      }),
  };
}
