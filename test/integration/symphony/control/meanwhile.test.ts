import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isEngineAlive } from '../../../../src/symphony/contributions.ts';
import { finalize, pause, resume } from '../../../../src/symphony/control.ts';
import { followAll } from '../../../../src/symphony/follow-up.ts';
import { HANG_MS } from '../../../support/limits.ts';
import { SLUG, testStage } from '../../../support/symphony.ts';
import { created, inFirstTurn, launcher, ofType } from './support.ts';

describe('what maintainers do meanwhile', () => {
  it('a closed pull request ends the run at its next push; the work stays', async () => {
    const { forge, engine, letGo } = await inFirstTurn();
    await forge.closePullRequest(SLUG, 2);
    await letGo();
    const ended = await engine.ended();
    expect(ended.state).toBe('closed');
    expect(ended.tasks.done).toBe(2);
    expect(existsSync(join(ended.clone?.dir ?? '', 'alpha.txt'))).toBe(true);
  });

  it('a closed pull request is noticed at the hand-over, and by a follow-up before it', async () => {
    const { forge, contributor } = await testStage({ push: ['alice', 'zoe'] });
    const alice = await contributor('alice');
    const id = await alice.create({ finalize: 'ask' });
    await alice.run(id);
    await forge.closePullRequest(SLUG, 2);
    const engine = launcher(alice, id);
    await finalize(alice.ctx, id, engine.start);
    expect((await engine.ended()).state).toBe('closed');
    expect(forge.repository(SLUG).pulls[0]).toMatchObject({ state: 'closed', draft: true });

    const zoe = await contributor('zoe');
    const theirs = await zoe.create({ finalize: 'ask' });
    await zoe.run(theirs);
    await forge.closePullRequest(SLUG, 3);
    await followAll(zoe.ctx, { maxAgeMs: 60_000, signal: AbortSignal.timeout(HANG_MS) });
    expect((await zoe.events(theirs)).at(-1)).toMatchObject({ type: 'pr_observed', state: 'closed' });
    // A second look within the minute costs nothing.
    forge.resetRequests();
    await followAll(zoe.ctx, { maxAgeMs: 60_000, signal: AbortSignal.timeout(HANG_MS) });
    expect(forge.requests().total).toBe(0);
  });

  it('an issue that is not wanted any more is not handed over', async () => {
    const { contributor, forge } = await testStage({ push: ['alice'] });
    const alice = await contributor('alice');
    const id = await alice.create({ finalize: 'ask' });
    await alice.run(id);
    forge.faults.add({
      match: { method: 'GET', path: /\/issues\/1$/ },
      times: 1,
      action: { status: 200, body: JSON.stringify(closedIssue(forge.url)) },
    });
    const engine = launcher(alice, id);
    await finalize(alice.ctx, id, engine.start);
    expect(await engine.ended()).toMatchObject({
      state: 'needs_attention',
      problem: { code: 'issue.closed' },
    });
    expect(forge.repository(SLUG).pulls[0]).toMatchObject({ draft: true });
    forge.takeViolations();
  });
});

describe('a clone that is gone', () => {
  it('is made again from what was pushed, and no task is done twice', async () => {
    const { alice, id, engine } = await created();
    const hold = alice.hold(id, ({ type }) => type === 'document_finished');
    await engine.start();
    await hold.there;
    await pause(alice.ctx, id, 'now');
    await hold.letGo();
    const paused = await engine.ended();
    expect(paused.state).toBe('paused');
    await rm(paused.clone?.dir ?? '', { recursive: true });
    await resume(alice.ctx, id, engine.start);
    const ended = await engine.ended();
    expect(ended.state, JSON.stringify(ended.problem)).toBe('ready_for_review');
    expect(ended.notices).toContainEqual(expect.objectContaining({ code: 'workspace.recreated' }));
    expect(ofType(await alice.events(id), 'task_finished')).toHaveLength(3);
  });
});

describe('a user who is signed out in the middle', () => {
  it('is asked to sign in, and the run goes on after it', async () => {
    const { forge, contributor } = await testStage({ push: ['alice'] });
    const alice = await contributor('alice');
    const id = await alice.create();
    forge.faults.add({ match: { path: /git-receive-pack/ }, action: 401 });
    const ended = await alice.run(id);
    expect(ended).toMatchObject({ state: 'needs_attention', problem: { code: 'git.auth-failed' } });
    expect(ended.problem?.remedy).toMatch(/sign in/i);
    forge.faults.clear();
    const engine = launcher(alice, id);
    await resume(alice.ctx, id, engine.start);
    expect((await engine.ended()).state).toBe('ready_for_review');
    expect(await isEngineAlive(alice.ctx.home, id)).toBe(false);
  });
});

function closedIssue(url: string): unknown {
  const date = '2026-01-01T00:00:00Z';
  return {
    number: 1,
    node_id: 'I_1',
    html_url: `${url}/${SLUG}/issues/1`,
    title: 'Write the files',
    body: '',
    user: { login: 'maintainer' },
    state: 'closed',
    labels: [{ name: 'runmaestro.ai' }],
    created_at: date,
    updated_at: date,
  };
}
