import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { engineProcesses } from '../../support/engine-process.ts';
import { SLUG, type TestStage, testStage } from '../../support/symphony.ts';

const engine = engineProcesses();
const addresses = ({ url, apiUrl }: TestStage['forge']): { url: string; apiUrl: string } => ({ url, apiUrl });

describe('the claim', () => {
  it('steps back when somebody opened a pull request in the same moment', async () => {
    const { forge, contributor } = await testStage({ push: ['alice', 'zoe'] });
    const alice = await contributor('alice');
    const zoe = await contributor('zoe');
    const id = await alice.create();
    const theirs = await zoe.create();
    // Zoe's claim happens between Alice's first look and her pull request.
    let quicker: Promise<unknown> | undefined;
    forge.faults.add({
      match: { method: 'POST', path: /\/git\/commits$/ },
      times: 1,
      action: 503,
      before: async () => {
        quicker = zoe.run(theirs);
        await zoe.event(theirs, ({ type }) => type === 'pr_opened');
        expect(forge.repository(SLUG).pulls).toHaveLength(1);
      },
    });
    const ended = await alice.run(id);
    await quicker;

    expect(ended.state).toBe('claim_lost');
    expect(ended.problem?.message).toContain('#2 by zoe was first');
    expect(ended.clone).toBeNull();
    expect(existsSync(`${alice.ctx.home.root}/maintainer-textkit`)).toBe(false);
    const { pulls, branches } = forge.repository(SLUG);
    expect(pulls.map(({ state, author }) => [author, state])).toEqual([
      ['zoe', 'open'],
      ['alice', 'closed'],
    ]);
    expect(pulls[1]?.comments).toEqual([
      { author: 'alice', body: expect.stringContaining('#2 by zoe was opened first') },
    ]);
    expect(Object.keys(branches).sort()).toEqual(['main', `symphony/1-${theirs}`]);
    expect((await zoe.events(theirs)).at(-1)?.type).toBe('engine_stopped');
  });

  it('does not even open a pull request when it was interrupted and somebody came', async () => {
    const { forge, contributor } = await testStage({ push: ['alice', 'zoe'] });
    const alice = await contributor('alice');
    const zoe = await contributor('zoe');
    const id = await alice.create();
    const theirs = await zoe.create();
    const stop = new AbortController();
    forge.faults.add({
      match: { method: 'POST', path: /\/git\/refs$/ },
      times: 1,
      action: 500,
      afterEffect: true,
      before: () => stop.abort(),
    });
    expect((await alice.run(id, stop.signal)).claim?.pull).toBeNull();
    await zoe.run(theirs);
    expect((await alice.run(id)).state).toBe('claim_lost');
    expect(forge.repository(SLUG).pulls.map(({ author }) => author)).toEqual(['zoe']);
    expect(Object.keys(forge.repository(SLUG).branches)).not.toContain(`symphony/1-${id}`);
  });

  it('is not given up for a later one when it was killed before it could write down its own', async () => {
    const { forge, contributor } = await testStage({ push: ['alice', 'zoe'] });
    const alice = await contributor('alice');
    const id = await alice.create();
    const orders = { id, home: alice.ctx.home.root, token: alice.token, forge: addresses(forge) };
    // Right before event 4, `pr_opened`: the pull request is there, the journal does not know.
    await engine({ ...orders, kill: { seq: 4, when: 'before' } });
    expect((await alice.events(id)).at(-1)?.type).toBe('branch_created');
    expect(forge.repository(SLUG).pulls).toHaveLength(1);

    const zoe = (await contributor('zoe')).ctx.github;
    const repo = { owner: 'maintainer', name: 'textkit' };
    await zoe.createBranch(repo, 'mine', forge.repository(SLUG).branches[`symphony/1-${id}`] ?? '');
    const text = { title: 'Mine', body: 'Fixes #1', draft: false };
    await zoe.openPullRequest(repo, { ...text, head: 'mine', base: 'main' });

    expect((await alice.run(id)).state).toBe('ready_for_review');
    expect(forge.repository(SLUG).pulls.map(({ author, state }) => [author, state])).toEqual([
      ['alice', 'open'],
      ['zoe', 'open'],
    ]);
  });
});
