import { githubTracker } from '../../../src/orchestrator/trackers/github/github.ts';
import type { StateNames } from '../../../src/orchestrator/trackers/github/states.ts';
import type { Tracker } from '../../../src/orchestrator/trackers/tracker.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { ItemSnapshot } from '../../../src/rehearsal/forge/snapshot.ts';
import { type CheckedForge, startCheckedForge } from '../../support/contract/checked-forge.ts';
import { anywhere } from '../../support/limits.ts';

export const SLUG = 'octo/hello';
export const NAMES: StateNames = {
  prefix: 'state:',
  startableStates: ['Todo'],
  activeStates: ['Todo', 'In Progress'],
  terminalStates: ['Done', 'Canceled', 'Duplicate'],
  inProgressState: 'In Progress',
  successState: 'In Review',
  failureState: 'Todo',
};
const LABELS = [
  'state:todo',
  'state:in-progress',
  'state:in-review',
  'state:on hold',
  'attention',
  'bug',
  'priority:1',
];

/** A forge with one repository, its labels, and trackers of it. */
export interface GitHubStage {
  forge: CheckedForge;
  token: string;
  tracker: Tracker;
  trackerWith(change: Partial<Parameters<typeof githubTracker>[0]>): Tracker;
  /** Opens an issue; gives its number and node id. */
  issue(labels?: readonly string[], slug?: string): Promise<{ number: number; id: string }>;
  /** How it is now. */
  now(number: number): ItemSnapshot;
}

/** Sets the stage; stop `forge` when done. */
export async function githubStage(): Promise<GitHubStage> {
  const forge = await startCheckedForge();
  const { token } = forge.addUser({ login: 'maintainer' });
  forge.addUser({ login: 'stranger' });
  for (const slug of [SLUG, 'octo/other', 'octo/plain'])
    await forge.addRepository({ slug, push: ['maintainer'], dependencies: slug !== 'octo/plain' });
  for (const slug of [SLUG, 'octo/plain']) await forge.addLabels(slug, LABELS);
  const trackerWith: GitHubStage['trackerWith'] = (change) =>
    githubTracker({
      apiUrl: forge.apiUrl,
      webUrl: forge.url,
      token,
      projectSlug: SLUG,
      names: NAMES,
      retryBaseMs: 1,
      clock: { ...systemClock, sleep: (_ms, signal) => systemClock.sleep(anywhere(1), signal) },
      ...change,
    });
  return {
    forge,
    token,
    tracker: trackerWith({}),
    trackerWith,
    async issue(labels = ['state:todo'], slug = SLUG) {
      const { number } = await forge.openIssue(slug, {
        title: 'An issue',
        body: 'Text',
        labels,
        author: 'stranger',
      });
      const answer = await fetch(`${forge.apiUrl}/repos/${slug}/issues/${number}`, {
        headers: { authorization: `token ${token}` },
      });
      return { number, id: ((await answer.json()) as { node_id: string }).node_id };
    },
    now(number) {
      const found = forge.repository(SLUG).issues.find((one) => one.number === number);
      if (!found) throw new Error(`no issue ${number}`);
      return found;
    },
  };
}
