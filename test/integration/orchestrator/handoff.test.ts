import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createGitHub } from '../../../src/github/client.ts';
import { parseRepositoryAddress } from '../../../src/github/web-address.ts';
import { type HandoffLane, handoffTarget, verifyHandoff } from '../../../src/orchestrator/handoff/verify.ts';
import { laneOf } from '../../../src/orchestrator/lane/names.ts';
import { prepareLane, requireSafeLane } from '../../../src/orchestrator/lane/prepare.ts';
import { readSource } from '../../../src/runner/workspace/source.ts';
import { checkedForge } from '../../support/contract/checked-forge.ts';
import { plainGit } from '../../support/git-server.ts';
import { NO_HOOKS } from '../../support/lane.ts';
import { RUN_MS } from '../../support/limits.ts';
import { tempDir } from '../../support/temp.ts';
import { ME } from '../../support/workspace.ts';

const SLUG = 'octo/hello';
const REPO = { owner: 'octo', name: 'hello' };

test('a lane’s pull request, from the clone of its repository to the last look before the write-back', async () => {
  const forge = await checkedForge();
  const { token } = forge.addUser({ login: 'octo' });
  const { cloneUrl } = await forge.addRepository({
    slug: SLUG,
    files: { 'README.md': '# Hello\n' },
    private: true,
  });
  const home = await tempDir();
  const env = { PATH: process.env.PATH, HOME: home };
  const signal = AbortSignal.timeout(RUN_MS);
  const repoRoot = await tempDir();
  await plainGit(repoRoot, ['init', '-q']);
  await plainGit(repoRoot, ['remote', 'add', 'origin', cloneUrl]);
  const request = {
    home: { orchestrator: join(home, 'state') },
    configId: 'app',
    lane: laneOf({ id: 'app', workspaceRoot: join(home, 'lanes') }, { id: 'i', identifier: 'ENG-12' }),
    source: await readSource(repoRoot, forge.url, env),
    access: { origin: forge.url, token, env, privateDir: join(home, 'private') },
    hooks: NO_HOOKS,
    redact: (text: string) => text,
    signal,
  };
  expect(parseRepositoryAddress(request.source.cloneUrl, forge.url)).toEqual(REPO);
  const { clone } = await prepareLane(request);
  if (!clone) throw new Error('There is no clone.');
  const { workspace, defaultBranch } = clone;
  const { branch, dir } = request.lane;
  const github = createGitHub({ apiUrl: forge.apiUrl, webUrl: forge.url, token, throttle: false });
  const work = async (text: string): Promise<string> => {
    await writeFile(join(dir, 'work.txt'), text);
    return (await workspace.commitAll('Work', ME, false)).sha ?? '';
  };
  await work('one');
  await workspace.push(branch);
  const input = { title: 'ENG-12', body: '', head: branch, base: defaultBranch, draft: true };
  const { url, number } = await github.openPullRequest(REPO, input);

  /** What is said of the pull request as it is on GitHub now; `good` when nothing is. */
  const look = async (validatedHead: string | null): Promise<string> => {
    const lane: HandoffLane = {
      ...{ webUrl: forge.url, repository: SLUG, branch, validatedHead },
      head: await workspace.head(),
    };
    const target = handoffTarget(url, lane);
    const pull = await github.pullRequest(target.repo, target.number, signal);
    try {
      verifyHandoff(lane, url, pull);
      return 'good';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  expect(await look(null)).toBe('handoff.draft');
  await github.markReady(REPO, await github.pullRequest(REPO, number));
  expect(await look(null)).toBe('good');
  const validated = await work('two');
  expect(await look(null)).toBe('handoff.other-head');
  await workspace.push(branch);
  await requireSafeLane(request);
  expect(await look(validated)).toBe('good');
  await plainGit(forge.bareDir(SLUG), ['update-ref', `refs/heads/${branch}`, `${validated}~1`]);
  await forge.refresh(SLUG);
  expect(await look(validated)).toBe('handoff.head-moved');
  await work('three');
  expect(await look(validated)).toBe('handoff.lane-moved');
  await forge.closePullRequest(SLUG, number);
  expect(await look(validated)).toBe('handoff.closed');
});
