import { type LinearOptions, linearTracker } from '../../../src/orchestrator/trackers/linear/linear.ts';
import type { Tracker } from '../../../src/orchestrator/trackers/tracker.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { type CheckedLinear, startCheckedLinear } from '../../support/contract/linear.ts';
import { anywhere } from '../../support/limits.ts';

/** Linear with one team, a project and the tracker of it. */
export interface LinearStage {
  linear: CheckedLinear;
  key: string;
  slugId: string;
  tracker: Tracker;
  /** A tracker with other options. */
  trackerWith(change: Partial<LinearOptions>): Tracker;
  /** An issue in the project. */
  issue(input?: Partial<Parameters<CheckedLinear['addIssue']>[0]>): ReturnType<CheckedLinear['addIssue']>;
}

/** Sets the stage; stop `linear` when done. */
export async function linearStage(): Promise<LinearStage> {
  const linear = await startCheckedLinear();
  const { key } = linear.addUser({ name: 'Ann' });
  linear.addTeam({ key: 'ENG', name: 'Engineering' });
  const { slugId } = linear.addProject('Maestro');
  const trackerWith = (change: Partial<LinearOptions>): Tracker =>
    linearTracker({
      endpoint: linear.endpoint,
      key,
      projectSlug: slugId,
      clock: { ...systemClock, sleep: (_ms, signal) => systemClock.sleep(anywhere(1), signal) },
      ...change,
    });
  return {
    linear,
    key,
    slugId,
    tracker: trackerWith({}),
    trackerWith,
    issue: (input) => linear.addIssue({ team: 'ENG', project: slugId, title: 'An issue', ...input }),
  };
}
