import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { MaestroError } from '../../../src/platform/errors.ts';
import { prepareClone } from '../../../src/runner/workspace/clone.ts';
import { openWorkspace } from '../../../src/runner/workspace/open.ts';
import type { Workspace } from '../../../src/runner/workspace/types.ts';
import { gitServer, plainGit, type ServedRepository } from '../../support/git-server.ts';
import { oneIn } from '../../support/one-in.ts';
import { tempDir } from '../../support/temp.ts';
import { BRANCH, ME, OWN, requestFor } from '../../support/workspace.ts';

/** A clone in which one task is done, committed and pushed; what agents do to it then. */
interface Scene {
  workspace: Workspace;
  repository: ServedRepository;
  dir: string;
  base: string;
  first: string;
  git(...args: string[]): Promise<string>;
  write(path: string, content: string): Promise<void>;
}

async function scene(): Promise<Scene> {
  const server = await gitServer();
  const repository = await server.add('octo/hello', { 'README.md': '# Hello\n', 'list.txt': 'one\n' });
  const home = await tempDir();
  const request = await requestFor(server, repository, home);
  await prepareClone(request);
  const { dir, access, signal, originUrl } = request;
  const workspace = openWorkspace(dir, access, signal, originUrl, { own: OWN });
  const write = async (path: string, content: string): Promise<void> => {
    await mkdir(join(dir, path, '..'), { recursive: true });
    await writeFile(join(dir, path), content);
  };
  const base = await workspace.head();
  await write(`${OWN}/01.md`, '- [x] First\n- [ ] Second\n');
  await write('first.txt', 'first\n');
  const { sha } = await workspace.commitAll('First', ME, false);
  const first = sha ?? '';
  await workspace.push(BRANCH);
  return { workspace, repository, dir, base, first, git: (...args) => plainGit(dir, args), write };
}

/** What the engine does after a task. */
async function finish({ workspace, base, first }: Scene, afterTurn = true): Promise<string[]> {
  const told = await workspace.bringHome({ branch: BRANCH, known: [first, base], identity: ME, afterTurn });
  await workspace.commitAll('Second', ME, false);
  await workspace.push(BRANCH);
  return told;
}

const work = ({ write }: Scene): Promise<void> => write('second.txt', 'second\n');
const commit = async ({ git }: Scene): Promise<void> => {
  await git('add', '-A');
  await git('commit', '-q', '-m', 'By the agent');
};

/** Each brings the second task's work about in its own way; `told` is what the story says of it. */
const WAYS: Record<string, { act: (there: Scene) => Promise<unknown>; told: RegExp | null }> = {
  'nothing special': { act: work, told: null },
  'commits by itself': {
    act: async (there) => {
      await work(there);
      await commit(there);
    },
    told: null,
  },
  'switches to a new branch': {
    act: async (there) => {
      await there.git('switch', '-q', '-c', 'feature/mine');
      await work(there);
    },
    told: /was on feature\/mine/,
  },
  'commits on a new branch': {
    act: async (there) => {
      await there.git('switch', '-q', '-c', 'feature/mine');
      await work(there);
      await commit(there);
    },
    told: /was on feature\/mine/,
  },
  'moves its own branch there and commits': {
    act: async (there) => {
      await work(there);
      await commit(there);
      await there.git('checkout', '-q', '-B', 'feature/mine');
    },
    told: /was on feature\/mine/,
  },
  'detaches HEAD': {
    act: async (there) => {
      await there.git('checkout', '-q', '--detach');
      await work(there);
    },
    told: /was on no branch/,
  },
  'detaches HEAD and commits': {
    act: async (there) => {
      await there.git('checkout', '-q', '--detach');
      await work(there);
      await commit(there);
    },
    told: /was on no branch/,
  },
  amends: {
    act: async (there) => {
      await work(there);
      await there.git('add', '-A');
      await there.git('commit', '-q', '--amend', '-m', 'First and second');
    },
    told: /rewrote commits/,
  },
  squashes: {
    act: async (there) => {
      await work(there);
      await there.git('reset', '-q', '--soft', there.base);
      await commit(there);
    },
    told: /rewrote commits/,
  },
  'resets softly and leaves it staged': {
    act: async (there) => {
      await work(there);
      await there.git('add', '-A');
      await there.git('reset', '-q', '--soft', 'HEAD~1');
    },
    told: /reset to an earlier commit/,
  },
  'resets in a mixed way': {
    act: async (there) => {
      await work(there);
      await there.git('reset', '-q', 'HEAD~1');
    },
    told: /reset to an earlier commit/,
  },
  'stashes its work': {
    act: async (there) => {
      await work(there);
      await there.git('stash', 'push', '-q', '-u');
    },
    told: /stashed was taken out/,
  },
  'works in a worktree': {
    act: async (there) => {
      const tree = join(there.dir, '..', 'worktree');
      await there.git('worktree', 'add', '-q', '-b', 'wt', tree);
      await writeFile(join(tree, 'second.txt'), 'second\n');
      await plainGit(tree, ['add', '-A']);
      await plainGit(tree, ['commit', '-q', '-m', 'In a worktree']);
    },
    told: /1 commit on the branch wt/,
  },
  'goes back to an older commit and works there': {
    act: async (there) => {
      await there.git('checkout', '-q', there.base);
      await work(there);
    },
    told: /merged into/,
  },
  'branches off an older commit and commits': {
    act: async (there) => {
      await there.git('switch', '-q', '-c', 'from-the-start', there.base);
      await work(there);
      await commit(there);
    },
    told: /merged into/,
  },
  'renames the branch': {
    act: async (there) => {
      await there.git('branch', '-m', 'better-name');
      await work(there);
      await commit(there);
    },
    told: /was on better-name/,
  },
  'deletes the branch': {
    act: async (there) => {
      await there.git('switch', '-q', '-c', 'other');
      await there.git('branch', '-q', '-D', BRANCH);
      await work(there);
    },
    told: /was on other/,
  },
  'leaves a rebase that has stopped': {
    act: async (there) => {
      await there.git('-c', 'sequence.editor=sed -i 1s/^pick/edit/', 'rebase', '-q', '-i', there.base);
      await work(there);
    },
    told: null,
  },
  'leaves a merge with conflicts': {
    act: async (there) => {
      await work(there);
      await commit(there);
      await there.git('switch', '-q', '-c', 'clash', there.base);
      await there.write('second.txt', 'other\n');
      await commit(there);
      await there.git('switch', '-q', BRANCH);
      await there.git('merge', '-q', 'clash').catch(() => undefined);
    },
    told: /left with conflicts was taken back/,
  },
  'leaves a cherry-pick that is done': {
    act: async (there) => {
      await there.git('switch', '-q', '-c', 'picked', there.base);
      await work(there);
      await commit(there);
      await there.git('switch', '-q', BRANCH);
      await there.git('cherry-pick', '--no-commit', 'picked');
    },
    told: null,
  },
};

// One of three in every run, all with `npm run test:more`.
oneIn(3).each(Object.keys(WAYS))(
  'an agent that %s: all work is on the branch, nothing is forced or lost',
  async (name) => {
    const { act, told } = WAYS[name] ?? expect.fail(name);
    const there = await scene();
    await act(there);
    const words = await finish(there);
    if (told === null) expect(words.filter((word) => !/was on no branch/.test(word))).toEqual([]);
    else expect(words.join(' ')).toMatch(told);
    const { git, first, base, repository } = there;
    expect(await there.workspace.branch()).toBe(BRANCH);
    expect(await repository.tip(BRANCH)).toBe(await there.workspace.head());
    const files = await git('ls-tree', '-r', '--name-only', 'HEAD');
    expect(files.split('\n')).toEqual(['README.md', 'first.txt', 'list.txt', 'second.txt']);
    expect(await git('show', 'HEAD:second.txt')).toBe('second');
    for (const sha of [first, base]) await git('merge-base', '--is-ancestor', sha, 'HEAD');
    expect(await there.workspace.changes()).toEqual([]);
    // The document's working copy is where it was.
    expect(await readFile(join(there.dir, OWN, '01.md'), 'utf8')).toContain('Second');
    // And once more there is nothing to do.
    expect(await finish({ ...there, first: await there.workspace.head() })).toEqual([]);
  },
);

test('what contradicts is kept on a branch of its own, and the remedy leads on', async () => {
  const there = await scene();
  const { git, write, workspace } = there;
  await write('list.txt', 'one\ntwo\n');
  const { sha } = await workspace.commitAll('Two', ME, false);
  await git('switch', '-q', '-c', 'mine', there.base);
  await write('list.txt', 'one\nzwei\n');
  const failed = finish({ ...there, first: sha ?? '' });
  await expect(failed).rejects.toMatchObject({ code: 'workspace.not-merged' });
  const { message, remedy = '' } = (await failed.catch((error: unknown) => error)) as MaestroError;
  const kept = /branch (symphony\/\S+)\.$/.exec(message)?.[1] ?? '';
  expect(remedy).toContain(`merge ${kept}`);
  expect(await workspace.branch()).toBe(BRANCH);
  expect(await git('show', `${kept}:list.txt`)).toBe('one\nzwei');
  expect(await readFile(join(there.dir, 'list.txt'), 'utf8')).toBe('one\ntwo\n');
  // As the remedy says, solved by hand.
  await git('merge', '-q', kept).catch(() => undefined);
  await write('list.txt', 'one\ntwo\nzwei\n');
  await git('add', '-A');
  await git('commit', '-q', '-m', 'Both');
  expect(await finish({ ...there, first: sha ?? '' })).toEqual([]);
  expect(await there.repository.tip(BRANCH)).toBe(await workspace.head());
});

test('a history of its own is kept aside', async () => {
  const there = await scene();
  await there.git('checkout', '-q', '--orphan', 'fresh');
  await there.write('second.txt', 'second\n');
  await commit(there);
  await expect(finish(there)).rejects.toMatchObject({ code: 'workspace.not-merged' });
  expect(await there.workspace.branch()).toBe(BRANCH);
});

test('what a person stashed, or left on another branch, is not touched when a run goes on', async () => {
  const there = await scene();
  const { git, workspace } = there;
  await there.write('mine.txt', 'mine\n');
  await git('stash', 'push', '-q', '-u');
  await git('branch', 'idea', there.base);
  expect(await finish(there, false)).toEqual([]);
  expect(await workspace.unsavedWork()).toMatchObject({ stashes: 1 });
  await git('switch', '-q', 'idea');
  expect(await finish(there, false)).toEqual([expect.stringContaining('was on idea')]);
  expect(await git('rev-parse', 'idea')).toBe(there.base);
  await rm(join(there.dir, 'mine.txt'), { force: true });
});
