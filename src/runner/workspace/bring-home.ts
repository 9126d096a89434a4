import { MaestroError } from '../../platform/errors.ts';
import { oneLine, plural } from '../../platform/text.ts';
import { commitAll, type CommitPlace, identityVariables } from './commit.ts';
import type { Git } from './git.ts';
import { requireBranchName } from './names.ts';
import { unfinishedOperation } from './operations.ts';
import { committable, readStatus } from './status.ts';
import type { Identity } from './types.ts';

/** The branch that the work belongs on, and what is known to have been on it. */
export interface HomeBranch {
  branch: string;
  /** Commits that were on it (our own, what was pushed): none of them may get lost. The newest first. */
  known: readonly string[];
  identity: Identity;
  /** An agent has just worked here: what it stashed or committed elsewhere, and nothing else, is what it did. */
  afterTurn: boolean;
}

const HEADS = 'refs/heads/';
/** Where the branches were after the last turn. */
const SEEN = 'refs/maestro/seen/';
const STASH = 'refs/stash';
const SEEN_STASH = 'refs/maestro/stash';

/** One git and the clone that it is tied to. */
interface Place extends CommitPlace {
  git: Git;
}

/**
 * Brings whatever was done in the clone onto the branch of the claim, and the clone back to that branch. Agents switch branches,
 * detach, amend, rebase, reset, stash, and work in worktrees; what they did is the work all the same. Nothing is ever forced: a history
 * that was rewritten is joined with what was there before, so that no commit gets lost and the next push is an ordinary one.
 * @returns what was done, a sentence each; nothing when all was well.
 * @throws MaestroError `workspace.not-merged` when two lines of work contradict each other; both are kept.
 */
export async function bringHome(git: Git, at: CommitPlace, home: HomeBranch): Promise<string[]> {
  requireBranchName(home.branch);
  const place = { ...at, git };
  if (await isAtHome(place, home)) return [];
  const told: string[] = [];
  told.push(...(await leaveOperations(place)));
  told.push(...(await returnTo(place, home)));
  told.push(...(await keepKnown(place, home)));
  if (!home.afterTurn) return told;
  const idle = await isIdle(place, home);
  told.push(...(await lookIntoStash(place, idle)));
  told.push(...(await takeStray(place, home, idle && told.length === 0)));
  return told;
}

/** Nothing but files was touched, as with nearly every task: two commands tell. */
async function isAtHome({ git, dir }: Place, { branch, known }: HomeBranch): Promise<boolean> {
  if ((await unfinishedOperation(dir)) !== null) return false;
  const now = await git.answer(['symbolic-ref', '--quiet', 'HEAD'], { accept: [1] });
  if (now.stdout.trim() !== `${HEADS}${branch}`) return false;
  const tips = await tipsOf(git);
  if (tips.get(`${HEADS}${branch}`) !== known[0] || tips.get(STASH) !== tips.get(SEEN_STASH)) return false;
  return strayOf(tips, branch).length === 0;
}

/** The references that are looked at, and where they are. */
async function tipsOf(git: Git): Promise<ReadonlyMap<string, string>> {
  const list = await git.text([
    ...['for-each-ref', '--format=%(objectname) %(refname)', HEADS, STASH, 'refs/maestro/'],
  ]);
  return new Map(list.split('\n').map((line) => line.split(' ').reverse() as [string, string]));
}

/** Branches besides ours that are not where they were after the last turn. */
function strayOf(tips: ReadonlyMap<string, string>, branch: string): { name: string; sha: string }[] {
  return [...tips].flatMap(([ref, sha]) => {
    if (!ref.startsWith(HEADS)) return [];
    const name = ref.slice(HEADS.length);
    const isOurs = name === branch || name.startsWith(`${branch}-kept-`);
    return isOurs || tips.get(`${SEEN}${name}`) === sha ? [] : [{ name, sha }];
  });
}

/** Ends an operation that was left half done: with conflicts it is taken back, else what it has done so far counts. */
async function leaveOperations({ git, dir }: Place): Promise<string[]> {
  const command = await unfinishedOperation(dir);
  // A search for a commit only moves HEAD, which is brought back.
  if (command === null || command === 'bisect') return [];
  const unmerged = await git.text(['ls-files', '--unmerged', '-z']);
  if (unmerged === '') {
    // A merge without conflicts is concluded by the commit.
    if (command !== 'merge') await git.answer([command, '--quit'], { accept: [1, 128] });
    return [];
  }
  await git.answer([command, '--abort']);
  return [`A ${command} that was left with conflicts was taken back.`];
}

/** Back on the branch, with the commits that were made elsewhere. */
async function returnTo(place: Place, home: HomeBranch): Promise<string[]> {
  const { git } = place;
  const { branch } = home;
  const ref = `refs/heads/${branch}`;
  const now = await git.answer(['symbolic-ref', '--quiet', 'HEAD'], { accept: [1] });
  const from = now.code === 0 ? now.stdout.trim() : null;
  const tip = (await commitAt(git, ref)) ?? home.known[0];
  if (tip === undefined) return [];
  // Also where the branch itself is gone, and where it is checked out but holds nothing any more.
  if (from === ref && (await commitAt(git, ref))) return [];
  const head = await commitAt(git, 'HEAD');
  const where = from === null ? 'no branch' : oneLine(from.replace('refs/heads/', ''), 100);
  if (head === null || (await isAncestor(git, tip, head))) {
    await git.answer(['update-ref', ref, head ?? tip]);
    await git.answer(['symbolic-ref', 'HEAD', ref]);
    return [`The clone was on ${where}; it is on ${branch} again, with all that was done.`];
  }
  const held = await commitRest(place, home);
  await merge(place, home, tip, held, where);
  return [`The clone was on ${where}; what was done there was merged into ${branch}.`];
}

/** Commits what is left to commit where HEAD is, away from any branch. @returns the commit to go on with. */
async function commitRest({ git, dir, own }: Place, { identity }: HomeBranch): Promise<string> {
  await git.answer(['checkout', '--quiet', '--detach']);
  const { sha } = await commitAll(
    git,
    { dir, own },
    'Symphony: keep what was not committed',
    identity,
    false,
  );
  return sha ?? (await git.text(['rev-parse', '--verify', 'HEAD']));
}

/** Makes the branch hold two lines of work, and checks it out. The clone has nothing uncommitted. */
async function merge(
  { git, dir }: Place,
  { branch, identity }: HomeBranch,
  ours: string,
  other: string,
  where: string,
): Promise<void> {
  let tip = ours;
  const ref = `refs/heads/${branch}`;
  if (!(await isAncestor(git, other, tip))) {
    const merged = await git.answer(['merge-tree', '--write-tree', '-z', tip, other], {
      accept: [1, 128, 129],
    });
    if (merged.code !== 0) {
      const kept = `refs/heads/${branch}-kept-${other.slice(0, 8)}`;
      await git.answer(['update-ref', kept, other]);
      await git.answer(['update-ref', ref, tip]);
      await git.answer(['checkout', '--quiet', '--no-overwrite-ignore', branch, '--']);
      throw new MaestroError(
        'workspace.not-merged',
        `The work on ${where} conflicts with ${branch}. It is kept on the branch ${kept.replace('refs/heads/', '')}.`,
        {
          remedy: `Merge it (git -C ${JSON.stringify(dir)} merge ${kept.replace('refs/heads/', '')}) or leave it, then resume.`,
        },
      );
    }
    const tree = merged.stdout.split('\0', 1)[0] ?? '';
    tip = await joined(git, tree, [tip, other], identity, `Symphony: bring in what was done on ${where}`);
  }
  await git.answer(['update-ref', ref, tip]);
  await git.answer(['checkout', '--quiet', '--no-overwrite-ignore', branch, '--']);
}

/** Where commits of ours are not in the branch's history any more (amended, rebased, reset) they are joined to it again. */
async function keepKnown({ git }: Place, { branch, known, identity }: HomeBranch): Promise<string[]> {
  const head = await commitAt(git, 'HEAD');
  if (head === null) return [];
  const lost: string[] = [];
  for (const sha of known)
    if (!lost.includes(sha) && (await commitAt(git, sha)) && !(await isAncestor(git, sha, head)))
      lost.push(sha);
  const [newest] = lost;
  if (newest === undefined) return [];
  const ref = `refs/heads/${branch}`;
  // Gone back and nothing new: what was undone shows as changes, and is the next commit.
  if (await isAncestor(git, head, newest)) {
    await git.answer(['update-ref', ref, newest]);
    return [
      `The agent reset to an earlier commit. The later commits are kept, and its changes were added after them.`,
    ];
  }
  const tree = await git.text(['rev-parse', '--verify', `${head}^{tree}`]);
  const parents = [...lost, head];
  await git.answer([
    'update-ref',
    ref,
    await joined(git, tree, parents, identity, 'Symphony: keep what was rewritten'),
  ]);
  return ['The agent rewrote commits that were there; both versions are kept, the new one counts.'];
}

/** Nothing was changed or committed since what is known. */
async function isIdle({ git, own }: Place, { known }: HomeBranch): Promise<boolean> {
  const head = await commitAt(git, 'HEAD');
  if (head === null || !known.includes(head)) return false;
  return committable(await readStatus(git), own).length === 0;
}

/** What a turn left in the stash is its work if there is nothing else; next to other work it is reported and left alone. */
async function lookIntoStash({ git }: Place, isWanted: boolean): Promise<string[]> {
  const stash = await commitAt(git, STASH);
  if (stash === null || stash === (await commitAt(git, SEEN_STASH))) return [];
  await git.answer(['update-ref', SEEN_STASH, stash]);
  if (!isWanted)
    return ['The agent left something in the stash, beside what it did: look with git stash show -p.'];
  const { code } = await git.answer(['stash', 'pop', '--quiet'], { accept: [1] });
  return code === 0
    ? ['What the agent had stashed was taken out again.']
    : ['What the agent had stashed does not fit any more: it is still in the stash.'];
}

/**
 * Commits that an agent made on other branches, in a worktree for example, while nothing came to this one. What was there after an
 * earlier turn, and was not wanted then, is not wanted now: that is noted in references of ours.
 */
async function takeStray(place: Place, home: HomeBranch, isWanted: boolean): Promise<string[]> {
  const { git } = place;
  const news = strayOf(await tipsOf(git), home.branch);
  if (news.length === 0) return [];
  await git.answer(['update-ref', '--stdin'], {
    input: news.map(({ name, sha }) => `update ${SEEN}${name} ${sha}\n`).join(''),
  });
  const told: string[] = [];
  for (const { name, sha } of isWanted ? news : []) {
    const tip = await git.text(['rev-parse', '--verify', `${HEADS}${home.branch}`]);
    const count = Number(await git.text(['rev-list', '--count', sha, '--not', tip, '--remotes']));
    if (count === 0) continue;
    await git.answer(['checkout', '--quiet', '--detach']);
    await merge(place, home, tip, sha, oneLine(name, 100));
    told.push(`${plural(count, 'commit')} on the branch ${oneLine(name, 100)} were brought in.`);
  }
  return told;
}

async function joined(
  git: Git,
  tree: string,
  parents: readonly string[],
  identity: Identity,
  message: string,
): Promise<string> {
  return git.text(['commit-tree', tree, ...parents.flatMap((sha) => ['-p', sha]), '-F', '-'], {
    input: `${message}\n`,
    env: identityVariables(identity),
  });
}

async function commitAt(git: Git, name: string): Promise<string | null> {
  const { code, stdout } = await git.answer(['rev-parse', '--verify', '--quiet', `${name}^{commit}`], {
    accept: [1, 128],
  });
  return code === 0 ? stdout.trim() : null;
}

async function isAncestor(git: Git, sha: string, of: string): Promise<boolean> {
  // 128: it is not there at all (a partial clone has every commit; one that is gone cannot be kept).
  const { code } = await git.answer(['merge-base', '--is-ancestor', sha, of], { accept: [1, 128] });
  return code === 0;
}
