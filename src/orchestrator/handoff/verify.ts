import { sameSlug, slugOf } from '../../github/slug.ts';
import type { PullRequest, RepoRef } from '../../github/types.ts';
import { parsePullAddress } from '../../github/web-address.ts';
import { MaestroError } from '../../platform/errors.ts';
import { oneLine } from '../../platform/text.ts';
import { decided } from '../decision.ts';

/** What a lane's pull request is held against. */
export interface HandoffLane {
  /** Web address of the host. */
  webUrl: string;
  /** `owner/name` of the lane's repository. */
  repository: string;
  branch: string;
  /** The lane's HEAD now. */
  head: string;
  /** The head that the validation commands passed on; null before they ran. */
  validatedHead: string | null;
}

/** What of a pull request is looked at. */
export type HandoffPull = Pick<PullRequest, 'state' | 'draft' | 'headRef' | 'headRepo' | 'headSha'>;

/**
 * The pull request that an agent named, to be read from GitHub.
 * @throws MaestroError `handoff.bad-url` or `handoff.other-repository`.
 */
export function handoffTarget(
  prUrl: string,
  { webUrl, repository }: Pick<HandoffLane, 'webUrl' | 'repository'>,
): { repo: RepoRef; number: number } {
  const found = parsePullAddress(prUrl, webUrl);
  if (!found)
    throw new MaestroError(
      'handoff.bad-url',
      `${JSON.stringify(oneLine(prUrl, 200))} is not the address of a pull request.`,
      { remedy: `Give its plain web address, like ${webUrl}/${repository}/pull/12.` },
    );
  if (!sameSlug(slugOf(found.repo), repository)) throw otherRepository(slugOf(found.repo), repository);
  return found;
}

/**
 * Makes sure that the pull request is the lane's work as it stands, ready for reviewers. The first reason against it is told;
 * what cannot be mended comes first.
 * @throws MaestroError `handoff.*`, one code for each reason.
 */
export function verifyHandoff(lane: HandoffLane, prUrl: string, pull: HandoffPull): void {
  handoffTarget(prUrl, lane);
  const { headRepo, headRef, headSha } = pull;
  if (headRepo === null || !sameSlug(headRepo, lane.repository))
    throw otherRepository(headRepo ?? 'a deleted repository', lane.repository);
  if (headRef !== lane.branch)
    throw new MaestroError(
      'handoff.other-branch',
      `The pull request is of the branch ${oneLine(headRef, 100)}, not of ${lane.branch}.`,
      { remedy: 'Push the work to the branch of the lane and open the pull request from there.' },
    );
  requireUnended(pull);
  if (pull.draft)
    throw new MaestroError('handoff.draft', 'The pull request is a draft.', {
      remedy: 'Mark it ready for review first.',
    });
  requireSameHead(lane, headSha);
}

/**
 * A person who merges or closes the lane's pull request decides.
 * @throws MaestroError `run.decided` when it is merged: the run is over. `handoff.closed` when it is closed: why is not known.
 */
export function requireUnended({ state }: Pick<HandoffPull, 'state'>): void {
  if (state === 'merged') throw decided('its pull request was merged');
  if (state === 'closed')
    throw new MaestroError('handoff.closed', 'Somebody has closed the pull request.', {
      remedy: 'Ask for attention: a person says whether it is reopened.',
    });
}

function requireSameHead({ head, validatedHead }: HandoffLane, headSha: string): void {
  if (validatedHead !== null && head !== validatedHead)
    throw new MaestroError(
      'handoff.lane-moved',
      `The lane is at ${short(head)}; what was validated is ${short(validatedHead)}.`,
      { remedy: 'Hand off again: what reviewers get must be what was validated.' },
    );
  if (headSha === head) return;
  // Before validation the agent can still push; after it, somebody else did.
  if (validatedHead === null)
    throw new MaestroError(
      'handoff.other-head',
      `The pull request is at ${short(headSha)}, the lane at ${short(head)}.`,
      { remedy: 'Commit everything, push the branch, and hand off again.' },
    );
  throw new MaestroError(
    'handoff.head-moved',
    `The pull request moved to ${short(headSha)} after ${short(validatedHead)} was validated.`,
    { remedy: 'Look who pushed to it; bring the lane to that commit and hand off again.' },
  );
}

function otherRepository(found: string, wanted: string): MaestroError {
  return new MaestroError('handoff.other-repository', `The pull request is of ${found}, not of ${wanted}.`, {
    remedy: "Open it in the lane's own repository, from the lane's branch.",
  });
}

function short(sha: string): string {
  return sha.slice(0, 12);
}
