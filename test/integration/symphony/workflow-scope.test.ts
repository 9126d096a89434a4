import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { Contribution } from '../../../src/symphony/contribution.ts';
import { fold } from '../../../src/symphony/journal/fold.ts';
import { needsWorkflowScope } from '../../../src/symphony/workflow-scope.ts';
import { plainGit } from '../../support/git-server.ts';
import { HANG_MS } from '../../support/limits.ts';
import { contextFor } from '../../support/symphony-context.ts';
import { tempDir } from '../../support/temp.ts';

const FORGE = { url: 'https://git.acme.test', apiUrl: 'https://git.acme.test/api/v3' };

/** A clone with one commit, and what the engine knows of it. */
async function made() {
  const root = await tempDir();
  const notes: string[] = [];
  const ctx = contextFor(FORGE, 'token', root, (line) => notes.push(line));
  const dir = join(root, 'clone');
  const commit = async (path: string): Promise<string> => {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), 'on: push\n');
    await plainGit(dir, ['add', '.']);
    await plainGit(dir, ['commit', '--quiet', '-m', path]);
    return (await plainGit(dir, ['rev-parse', 'HEAD'])).trim();
  };
  await mkdir(dir);
  await plainGit(dir, ['init', '--quiet']);
  const baseSha = await commit('.github/workflows/old.yml');
  const claim = { baseSha, headCloneUrl: `${FORGE.url}/o/r.git` } as Contribution['claim'];
  const clone = { dir, ready: true, removed: false } as Contribution['clone'];
  const asks = (change: Partial<Contribution> = {}): Promise<boolean> =>
    needsWorkflowScope(ctx, { ...fold([]), clone, claim, ...change }, AbortSignal.timeout(HANG_MS));
  return { asks, commit, clone, notes };
}

it('is needed by commits that change workflows, and by no others', async () => {
  const { asks, commit } = await made();
  expect(await asks()).toBe(false);
  await commit('.github/ISSUE_TEMPLATE.md');
  await commit('docs/.github/workflows/ci.yml');
  await commit('.github/workflows.md');
  expect(await asks()).toBe(false);
  await commit('.github/workflows/ci.yml');
  expect(await asks()).toBe(true);
});

it('is needed after a push that was refused for it; what cannot be seen needs nothing', async () => {
  const { asks, clone, notes } = await made();
  const problem = { code: 'git.workflow-scope', message: '', remedy: null };
  expect(await asks({ problem, clone: null })).toBe(true);
  expect(await asks({ problem: { ...problem, code: 'git.rules' } })).toBe(false);
  expect(notes).toEqual([]);
  expect(await asks({ clone: clone && { ...clone, dir: join(clone.dir, 'gone') } })).toBe(false);
  expect(notes).toHaveLength(1);
});
