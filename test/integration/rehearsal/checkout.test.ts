import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { createBare } from '../../../src/rehearsal/forge/git/bare.ts';
import { createGit } from '../../../src/rehearsal/forge/git/git.ts';
import { plainGit } from '../../support/git-server.ts';
import { tempDir } from '../../support/temp.ts';

/** A repository with three commits, the last of them a merge's child. */
async function repository(): Promise<string> {
  const dir = join(await tempDir(), 'project');
  await mkdir(join(dir, 'docs'), { recursive: true });
  await plainGit(dir, ['init', '-q', '-b', 'trunk']);
  await commit(dir, 'docs/one.md', '- [ ] Say hello\n');
  await plainGit(dir, ['checkout', '-q', '-b', 'side']);
  await commit(dir, 'side.txt', 'side\n');
  await plainGit(dir, ['checkout', '-q', 'trunk']);
  await commit(dir, 'ünï.txt', 'trunk\n');
  await plainGit(dir, ['merge', '-q', '--no-ff', '-m', 'Merge\n\nBoth of them', 'side']);
  await commit(dir, 'last.txt', 'last\n');
  return dir;
}

async function commit(dir: string, path: string, text: string): Promise<void> {
  await writeFile(join(dir, path), text);
  await plainGit(dir, ['add', '-A']);
  await plainGit(dir, ['commit', '-q', '-m', `Write ${path}`]);
}

/** What a forge serves of the folder: a partial clone of it, with every file there and nothing fetched behind its back. */
async function served(path: string) {
  const root = await tempDir();
  const git = await createGit(root, process.env);
  const bare = join(root, 'ann', 'project.git');
  const options = { branch: 'main', date: '2026-01-02T03:04:05Z', filters: true };
  try {
    await createBare(git, bare, { kind: 'folder', path }, options);
  } finally {
    await git.objects.stop();
  }
  const clone = join(root, 'clone');
  await plainGit(root, ['clone', '-q', '--filter=blob:none', pathToFileURL(bare).href, clone]);
  return {
    clone,
    tree: await plainGit(clone, ['rev-parse', 'HEAD^{tree}']),
    log: await plainGit(clone, ['log', '--format=%s']),
    /** Every parent is there. */
    count: Number(await plainGit(clone, ['rev-list', '--count', 'HEAD'])),
    text: (file: string) => readFile(join(clone, file), 'utf8'),
  };
}

const treeOf = (dir: string): Promise<string> => plainGit(dir, ['rev-parse', 'HEAD^{tree}']);

test.each([
  [1, 1],
  [3, 4],
])('a shallow clone of depth %i begins where its history ends', async (depth, commits) => {
  const dir = await repository();
  const shallow = join(await tempDir(), 'shallow');
  await plainGit(dir, ['clone', '-q', '--depth', String(depth), pathToFileURL(dir).href, shallow]);
  const head = await plainGit(shallow, ['log', '-1', '--format=%an %ae %ad %cn %ce %cd %B']);

  const project = await served(shallow);

  expect(project).toMatchObject({ tree: await treeOf(dir), count: commits });
  expect(await plainGit(project.clone, ['log', '-1', '--format=%an %ae %ad %cn %ce %cd %B'])).toBe(head);
  const merges = await plainGit(project.clone, ['log', '--format=%s %p', '--min-parents=2']);
  expect(merges).toMatch(depth === 1 ? /^$/ : /^Merge \w+ \w+$/);
  expect(await plainGit(shallow, ['rev-parse', '--is-shallow-repository'])).toBe('true');
});

test('what stands beside an ordinary clone is served like one', async () => {
  const dir = await repository();
  const tree = await treeOf(dir);
  const folder = await tempDir();

  const worktree = join(folder, 'worktree');
  await plainGit(dir, ['worktree', 'add', '-q', '--detach', worktree]);
  expect(await served(worktree)).toMatchObject({ tree, count: 5 });

  const borrowing = join(folder, 'borrowing');
  await plainGit(folder, ['clone', '-q', '--shared', dir, borrowing]);
  expect(await served(borrowing)).toMatchObject({ tree, count: 5 });

  const partial = join(folder, 'partial');
  await plainGit(dir, ['config', 'uploadpack.allowFilter', 'true']);
  await plainGit(folder, ['clone', '-q', '--filter=blob:none', pathToFileURL(dir).href, partial]);
  expect(await served(partial)).toMatchObject({ tree, count: 5 });

  const outer = join(folder, 'outer');
  await plainGit(folder, ['init', '-q', outer]);
  await plainGit(outer, ['-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', dir, 'inner']);
  await plainGit(outer, ['commit', '-q', '-m', 'Add inner']);
  expect(await served(outer)).toMatchObject({ tree: await treeOf(outer), count: 1 });
  expect(await served(join(outer, 'inner'))).toMatchObject({ tree, count: 5 });
});

test('replacements and grafts of the checkout count for nothing', async () => {
  const dir = await repository();
  const tree = await treeOf(dir);
  const parent = await plainGit(dir, ['rev-parse', 'HEAD~1']);
  await plainGit(dir, ['replace', 'HEAD', parent]);
  await writeFile(join(dir, '.git', 'info', 'grafts'), `${parent}\n`);
  expect(await served(dir)).toMatchObject({ count: 5 });
  await rm(join(dir, '.git', 'info', 'grafts'));
  await plainGit(dir, ['replace', '-d', 'HEAD']);
  expect(await treeOf(dir)).toBe(tree);
});

test('a repository without a commit is its files', async () => {
  const dir = await tempDir();
  await plainGit(dir, ['init', '-q']);
  await writeFile(join(dir, 'one.md'), '- [ ] x\n');
  const project = await served(dir);
  expect(project.count).toBe(1);
  expect(await project.text('one.md')).toBe('- [ ] x\n');
});

test('what cannot be read whole is refused with what git says of it', async () => {
  const dir = await repository();
  const refused = (path: string) => served(path).catch((error: unknown) => error);
  const folder = await tempDir();

  // Its server is away, and it never got the file that its patterns leave out.
  const sparse = join(folder, 'sparse');
  await plainGit(dir, ['config', 'uploadpack.allowFilter', 'true']);
  const filtered = ['--filter=blob:none', '--no-checkout', pathToFileURL(dir).href];
  await plainGit(folder, ['clone', '-q', ...filtered, sparse]);
  await plainGit(sparse, ['remote', 'set-url', 'origin', 'http://127.0.0.1:9/gone.git']);
  expect(await refused(sparse)).toMatchObject({ code: 'rehearse.unreadable' });

  const treeless = join(folder, 'treeless');
  await plainGit(folder, ['clone', '-q', '--filter=tree:0', pathToFileURL(dir).href, treeless]);
  expect(await refused(treeless)).toMatchObject({ code: 'rehearse.unreadable' });

  const blob = await plainGit(dir, ['rev-parse', 'HEAD:last.txt']);
  const object = join(dir, '.git', 'objects', blob.slice(0, 2), blob.slice(2));
  await rm(object);
  await writeFile(object, 'damaged');
  expect(await refused(dir)).toMatchObject({
    code: 'rehearse.unreadable',
    message: expect.stringContaining(blob),
  });
  await rm(object);
  expect(await refused(dir)).toMatchObject({ code: 'rehearse.unreadable' });

  await writeFile(join(folder, '.git'), 'gitdir: nowhere\n');
  expect(await refused(folder)).toMatchObject({ code: 'rehearse.unreadable' });

  const other = join(folder, 'sha256');
  await rm(join(folder, '.git'));
  await plainGit(folder, ['init', '-q', '--object-format=sha256', other]);
  await commit(other, 'a.txt', 'a\n');
  expect(await refused(other)).toMatchObject({ code: 'rehearse.object-format' });
});
