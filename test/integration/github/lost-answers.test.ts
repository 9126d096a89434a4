import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GitHub } from '../../../src/github/types.ts';
import type { FaultAction, FaultMatch } from '../../../src/rehearsal/forge/http/faults.ts';
import { type CheckedForge, startCheckedForge } from '../../support/contract/checked-forge.ts';
import { expiring } from '../../support/expiring.ts';
import { clientOf } from './support.ts';

// Every create of a contribution, done by the forge, its answer lost in every way: in the end it is there once.

const REPO = { owner: 'octo', name: 'hello' };
const FORK = { owner: 'ann', name: 'hello' };
const AUTHOR = { name: 'Ann', email: 'ann@example.com', date: '2026-01-01T00:00:00Z' };

let forge: CheckedForge;
let ann: GitHub;
let token: string;
let branches = 0;
/** The next fault answers half, and then nothing. */
let isSlow = false;

beforeAll(async () => {
  forge = await startCheckedForge();
  token = forge.addUser({ login: 'ann' }).token;
  ann = client();
  await forge.addRepository({ slug: 'octo/hello' });
  await ann.fork(REPO);
});
afterAll(() => forge.stop());

function client(): GitHub {
  const startLimit = expiring(() => (isSlow ? forge.faults.hits() : 0));
  return clientOf(forge, { token, apiUrl: forge.apiUrl, webUrl: forge.url, startLimit });
}

async function commit(message: string): Promise<string> {
  const { headSha, headTreeSha } = await ann.preflight(REPO, []);
  return ann.createEmptyCommit(FORK, { parent: headSha, tree: headTreeSha, message, author: AUTHOR });
}

async function branch(): Promise<string> {
  const name = `symphony/${++branches}-x`;
  await ann.createBranch(FORK, name, await commit(name));
  return name;
}

const openPull = (head: string) =>
  ann.openPullRequest(REPO, { title: head, body: 'B', head: `ann:${head}`, base: 'main', draft: true });

const pullsOf = (head: string) =>
  forge.repository('octo/hello').pulls.filter((pull) => pull.head === `ann/hello:${head}`);

/** What is done, which request loses its answer, and what must be true afterwards. */
const CREATES: [string, FaultMatch, () => Promise<void>][] = [
  [
    'a commit',
    { method: 'POST', path: /\/git\/commits$/ },
    async () => {
      expect(await commit('same')).toBe(await commit('same'));
    },
  ],
  [
    'a branch',
    { method: 'POST', path: /\/git\/refs$/ },
    async () => {
      const name = await branch();
      expect(forge.repository('ann/hello').branches[name]).toBe(await commit(name));
    },
  ],
  [
    'a pull request',
    { method: 'POST', path: /\/pulls$/ },
    async () => {
      const head = await branch();
      const pull = await openPull(head);
      expect(pullsOf(head)).toMatchObject([{ number: pull.number, draft: true }]);
    },
  ],
  [
    'a comment',
    { method: 'POST', path: /\/comments$/ },
    async () => {
      const head = await branch();
      const { number } = await openPull(head);
      await ann.commentOnce(REPO, number, 'm', 'Hello.');
      expect(pullsOf(head)[0]?.comments).toEqual([{ author: 'ann', body: 'Hello.\n\n<!-- maestro:m -->' }]);
    },
  ],
  [
    'the way out of draft',
    { graphql: 'markPullRequestReadyForReview' },
    async () => {
      const head = await branch();
      await ann.markReady(REPO, await openPull(head));
      expect(pullsOf(head)).toMatchObject([{ draft: false }]);
    },
  ],
  [
    'a change',
    { method: 'PATCH', path: /\/pulls\/\d+$/ },
    async () => {
      const head = await branch();
      const { number } = await openPull(head);
      expect((await ann.updatePullRequest(REPO, number, { state: 'closed' })).state).toBe('closed');
    },
  ],
  [
    'a deleted branch',
    { method: 'DELETE', path: /\/git\/refs\// },
    async () => {
      const name = await branch();
      expect(await ann.deleteBranch(FORK, name)).toBe(true);
      expect(forge.repository('ann/hello').branches[name]).toBeUndefined();
    },
  ],
  [
    'an issue',
    { method: 'POST', path: /\/issues$/ },
    async () => {
      const title = `Issue ${++branches}`;
      await ann.createIssue(REPO, { title, body: 'B', labels: [] });
      expect(forge.repository('octo/hello').issues.filter((issue) => issue.title === title)).toHaveLength(1);
    },
  ],
];

const LOSSES: FaultAction[] = ['cut', 502];

for (const [what, match, act] of CREATES)
  for (const action of [...LOSSES, 'slow-body' as const])
    test(`${what}, its answer lost by ${action}`, async () => {
      const before = forge.faults.hits();
      forge.faults.add({ match, action, afterEffect: true, times: 1 });
      isSlow = action === 'slow-body';
      await act();
      isSlow = false;
      forge.faults.clear();
      expect(forge.faults.hits()).toBe(before + 1);
    });

test.each(LOSSES)('a fork, its answer lost by %s', async (action) => {
  const login = `user-${String(action)}`;
  const mine = clientOf(forge, {
    token: forge.addUser({ login }).token,
    apiUrl: forge.apiUrl,
    webUrl: forge.url,
  });
  forge.faults.add({ match: { method: 'POST', path: /\/forks$/ }, action, afterEffect: true, times: 1 });
  expect((await mine.fork(REPO)).slug).toBe(`${login}/hello`);
  forge.faults.clear();
});
