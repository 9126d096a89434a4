import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { followUp } from '../../../src/symphony/follow-up.ts';
import { sendRequest } from '../../../src/symphony/requests.ts';
import { RUN_MS } from '../../support/limits.ts';
import { oneIn } from '../../support/one-in.ts';
import { cloneFile, FILES, SLUG, testStage } from '../../support/symphony.ts';

/** The first is in every run, the others in one of two, all in `npm run test:more`. */
const drawn = oneIn(2);

const signal = (): AbortSignal => AbortSignal.timeout(RUN_MS);

describe('a whole contribution', () => {
  it('goes from the issue to a pull request that is ready for review', async () => {
    const { forge, contributor } = await testStage({ push: ['alice'] });
    const alice = await contributor('alice');
    const id = await alice.create();
    const ended = await alice.run(id);

    expect(ended.state).toBe('ready_for_review');
    expect(ended.tasks).toEqual({ done: 3, unfinished: 0, total: 3 });
    expect(await cloneFile(ended, 'alpha.txt')).toBe('alpha\nbeta\n');

    const { pulls, branches } = forge.repository(SLUG);
    const [pull] = pulls;
    expect(pulls).toHaveLength(1);
    expect(pull).toMatchObject({
      state: 'open',
      draft: false,
      title: 'Symphony: Write the files',
      author: 'alice',
    });
    expect(pull?.body).toContain('Closes #1');
    expect(pull?.body).toContain('(rehearsal, no model), model `none (scripted rehearsal)`');
    expect(pull?.body).toContain('- Tasks: 3 done, 0 unfinished, 3 in total');
    expect(pull?.body).toContain('- [x] `docs/one.md`: 2 of 2 tasks');
    expect(branches[`symphony/1-${id}`]).toBe(pull?.headSha);
    expect(pull?.headSha).toBe(ended.pushedSha);
    // Nothing of the working copies is in the commits, and no token anywhere on the disk.
    expect(ended.diff?.files).toBe(2);
    expect(existsSync(join(ended.clone?.dir ?? '', `.maestro/symphony/${id}/01-one.md`))).toBe(true);
    expect(JSON.stringify(await alice.events(id))).not.toContain(alice.token);
    expect(await cloneFile(ended, '.git/config')).not.toContain(alice.token);
  });

  drawn('asks before it hands over, then is followed until it is merged', async () => {
    const { forge, contributor } = await testStage({ push: ['alice'] });
    const alice = await contributor('alice');
    const id = await alice.create({ finalize: 'ask' });
    expect((await alice.run(id)).state).toBe('finishing');
    const [waiting] = forge.repository(SLUG).pulls;
    expect(waiting).toMatchObject({ draft: true, title: '[WIP] Symphony: Write the files' });

    await sendRequest(alice.ctx.home, id, { kind: 'finalize' });
    expect((await alice.run(id)).state).toBe('ready_for_review');
    expect(forge.repository(SLUG).pulls[0]).toMatchObject({
      draft: false,
      title: 'Symphony: Write the files',
    });

    const before = (await alice.events(id)).length;
    expect((await followUp(alice.ctx, id, signal())).state).toBe('ready_for_review');
    expect(await alice.events(id)).toHaveLength(before);
    await forge.mergePullRequest(SLUG, 2);
    expect((await followUp(alice.ctx, id, signal())).state).toBe('merged');
    expect((await followUp(alice.ctx, id, signal())).events).toBe(before + 1);
  });

  drawn('works from a fork without the push right, and a second contribution reuses that fork', async () => {
    const files = { ...FILES, 'docs/three.md': '- [ ] Delta: take a note\n' };
    const stage = await testStage({ files });
    const bob = await stage.contributor('bob');
    const first = await bob.run(await bob.create());
    expect(first.state).toBe('ready_for_review');
    expect(first.claim).toMatchObject({ forked: true, head: 'bob/textkit' });
    expect(stage.forge.repository(SLUG).pulls[0]).toMatchObject({ state: 'open', draft: false });
    expect(stage.forge.repository(SLUG).pulls[0]?.head).toBe(`bob/textkit:symphony/1-${first.id}`);
    expect(Object.keys(stage.forge.repository(SLUG).branches)).toEqual(['main']);

    const issue = await stage.forge.openIssue(SLUG, {
      title: 'Once more',
      body: '- docs/two.md',
      labels: ['runmaestro.ai'],
      author: 'maintainer',
    });
    const second = await bob.run(await bob.create({ target: `${SLUG}#${issue.number}` }));
    expect(second.state).toBe('ready_for_review');
    expect(second.claim?.head).toBe('bob/textkit');
    // The first one is not merged yet and keeps its folder.
    expect(second.clone?.dir).toBe(join(bob.ctx.home.root, `maintainer-textkit-${issue.number}`));
    expect(stage.forge.requests().operations['POST /repos/{owner}/{repo}/forks']).toEqual({ 202: 1 });

    await stage.forge.mergePullRequest(SLUG, first.claim?.pull?.number ?? 0);
    await followUp(bob.ctx, first.id, signal());
    const third = await stage.forge.openIssue(SLUG, {
      title: 'And again',
      body: '- docs/three.md',
      labels: ['runmaestro.ai'],
      author: 'maintainer',
    });
    const again = await bob.run(await bob.create({ target: `${SLUG}#${third.number}` }));
    expect(again.state).toBe('ready_for_review');
    expect(again.clone?.dir).toBe(first.clone?.dir);
    expect((await bob.events(again.id)).find(({ type }) => type === 'clone_ready')).toMatchObject({
      reused: true,
    });
  });

  drawn('opens an ordinary pull request where drafts are not to be had, and says so', async () => {
    const { forge, contributor } = await testStage({ push: ['alice'], drafts: false });
    const alice = await contributor('alice');
    const ended = await alice.run(await alice.create());
    expect(ended.state).toBe('ready_for_review');
    expect(ended.notices).toEqual([expect.objectContaining({ code: 'claim.no-drafts' })]);
    expect(forge.repository(SLUG).pulls).toEqual([
      expect.objectContaining({ title: 'Symphony: Write the files' }),
    ]);
  });

  drawn('signs off where the project asks for it', async () => {
    const files = { ...FILES, '.github/dco.yml': 'require:\n  members: false\n' };
    const { forge, contributor } = await testStage({ push: ['alice'], files });
    const alice = await contributor('alice');
    const ended = await alice.run(await alice.create());
    expect(ended.claim?.signOff).toBe(true);
    const messages = await alice.git(forge.bareDir(SLUG), [
      'log',
      '--format=%B',
      `main..${ended.claim?.branch}`,
    ]);
    expect(messages.match(/^Signed-off-by: alice Example <.*@users\.noreply/gm)).toHaveLength(4);
  });

  drawn('has a clear end when nothing was done, and tries again on resume', async () => {
    const script = { version: 1, tasks: [{ match: 'Gamma', tick: false }] };
    const files = { ...FILES, '.maestro/scripted.json': JSON.stringify(script) };
    const { forge, contributor } = await testStage({ push: ['alice'], files, body: '- docs/two.md' });
    const alice = await contributor('alice');
    const id = await alice.create();
    const ended = await alice.run(id);
    expect(ended.state).toBe('needs_attention');
    expect(ended.problem).toMatchObject({ code: 'run.nothing-done' });
    expect(forge.repository(SLUG).pulls[0]).toMatchObject({ draft: true });
    const turns = (await alice.events(id)).filter(({ type }) => type === 'turn_started').length;

    await sendRequest(alice.ctx.home, id, { kind: 'resume' });
    expect((await alice.run(id)).problem).toMatchObject({ code: 'run.nothing-done' });
    expect((await alice.events(id)).filter(({ type }) => type === 'turn_started')).toHaveLength(turns * 2);
  });

  drawn('stops at a halt marker that the agent writes, and goes on when it is gone', async () => {
    const script = { version: 1, tasks: [{ match: 'Gamma', halt: 'which colour?', tick: false }] };
    const files = { ...FILES, '.maestro/scripted.json': JSON.stringify(script) };
    const { contributor } = await testStage({ push: ['alice'], files, body: '- docs/two.md' });
    const alice = await contributor('alice');
    const id = await alice.create();
    const ended = await alice.run(id);
    expect(ended.state).toBe('needs_attention');
    expect(ended.problem?.message).toContain('which colour?');
  });
});
