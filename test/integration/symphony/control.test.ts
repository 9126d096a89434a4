import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Contribution } from '../../../src/symphony/contribution.ts';
import { isEngineAlive } from '../../../src/symphony/contributions.ts';
import { cancel, finalize, pause, resume } from '../../../src/symphony/control.ts';
import { followAll } from '../../../src/symphony/follow-up.ts';
import type { JournalEvent } from '../../../src/symphony/journal/events.ts';
import { type Contributor, FILES, SLUG, testStage } from '../../support/symphony.ts';

/** A project whose first task takes its time. */
const SLOW = {
  ...FILES,
  '.maestro/scripted.json': JSON.stringify({
    version: 1,
    tasks: [
      { match: 'Alpha', delayMs: 1_000, edits: [{ file: 'alpha.txt', write: 'alpha\n' }] },
      { match: 'Beta', edits: [{ file: 'alpha.txt', append: 'beta\n' }] },
    ],
  }),
};

describe('pause and resume', () => {
  it('now: the turn is interrupted and its task is run again', async () => {
    const { contributor } = await testStage({ push: ['alice'], files: SLOW });
    const alice = await contributor('alice');
    const id = await alice.create();
    const engine = launcher(alice, id);
    await engine.start();
    await event(alice, id, ({ type }) => type === 'turn_started');
    await pause(alice.ctx, id, 'now');
    expect(await engine.ended()).toMatchObject({ state: 'paused', paused: { reason: 'user', until: null } });
    expect(ofType(await alice.events(id), 'turn_finished')).toMatchObject([{ outcome: 'interrupted' }]);
    await expect(pause(alice.ctx, id, 'now')).rejects.toMatchObject({ code: 'control.not-running' });

    await resume(alice.ctx, id, engine.start);
    expect((await engine.ended()).state).toBe('ready_for_review');
    expect(ofType(await alice.events(id), 'task_finished')).toHaveLength(3);
  });

  it('after the task: it is finished first', async () => {
    const { contributor } = await testStage({ push: ['alice'], files: SLOW });
    const alice = await contributor('alice');
    const id = await alice.create();
    const engine = launcher(alice, id);
    await engine.start();
    await event(alice, id, ({ type }) => type === 'turn_started');
    await pause(alice.ctx, id, 'after_task');
    const paused = await engine.ended();
    expect(paused.state).toBe('paused');
    expect(paused.tasks).toMatchObject({ done: 1, total: 3 });
  });

  it('is taken back by a resume while the engine is still at it', async () => {
    const { contributor } = await testStage({ push: ['alice'], files: SLOW });
    const alice = await contributor('alice');
    const id = await alice.create();
    const engine = launcher(alice, id);
    await engine.start();
    await event(alice, id, ({ type }) => type === 'turn_started');
    await pause(alice.ctx, id, 'after_task');
    await event(alice, id, ({ type }) => type === 'request');
    await resume(alice.ctx, id, () => Promise.reject(new Error('an engine is at work already')));
    expect((await engine.ended()).state).toBe('ready_for_review');
  });
});

describe('an engine that is told to stop', () => {
  it('reads as interrupted and goes on after a resume', async () => {
    const { contributor } = await testStage({ push: ['alice'], files: SLOW });
    const alice = await contributor('alice');
    const id = await alice.create();
    const stop = new AbortController();
    const running = alice.run(id, stop.signal);
    await event(alice, id, ({ type }) => type === 'turn_started');
    stop.abort();
    expect((await running).engine?.stopped).toBe('stopped');
    const engine = launcher(alice, id);
    await resume(alice.ctx, id, engine.start);
    expect((await engine.ended()).state).toBe('ready_for_review');
  });

  it('refuses a second engine beside the first', async () => {
    const { contributor } = await testStage({ push: ['alice'], files: SLOW });
    const alice = await contributor('alice');
    const id = await alice.create();
    const engine = launcher(alice, id);
    await engine.start();
    await event(alice, id, ({ type }) => type === 'turn_started');
    await pause(alice.ctx, id, 'after_task');
    // It waits for a moment, as for a follow-up; by then the first has paused and there is nothing to do.
    expect((await alice.run(id)).state).toBe('paused');
    expect((await engine.ended()).state).toBe('paused');
    expect(ofType(await alice.events(id), 'task_finished')).toHaveLength(1);
  });
});

describe('cancel', () => {
  // In the middle of the run there may be work that was not pushed; then the clone stays, and that is said.
  const RUN: readonly string[] = ['turn_started', 'task_finished', 'pushed'];

  it.each([
    'claim_started',
    'branch_created',
    'pr_opened',
    'claim_confirmed',
    'clone_started',
    'clone_ready',
    'documents_copied',
    'turn_started',
    'task_finished',
    'pushed',
  ] as const)('after %s leaves nothing behind', async (type) => {
    const { forge, contributor } = await testStage();
    const bob = await contributor('bob');
    const id = await bob.create();
    const stop = new AbortController();
    const watching = event(bob, id, (seen) => seen.type === type).then(() =>
      cancel(bob.ctx, id, { removeClone: false }, () => Promise.resolve()),
    );
    const ended = await bob.run(id, stop.signal);
    await watching;
    const last = ended.state === 'cancelled' ? ended : await bob.run(id);

    expect(last.state, JSON.stringify(last.problem)).toBe('cancelled');
    const kept = last.left.filter((what) => RUN.includes(type) && what.includes('exists nowhere else'));
    expect(last.left).toEqual([...kept, 'your fork bob/textkit (kept for later contributions)']);
    expect(Object.keys(forge.repository('bob/textkit').branches)).toEqual(['main']);
    for (const { state, comments } of forge.repository(SLUG).pulls) {
      expect(state).toBe('closed');
      expect(comments).toEqual([{ author: 'bob', body: expect.stringContaining('give this issue back') }]);
    }
    expect(existsSync(join(bob.ctx.home.root, 'maintainer-textkit'))).toBe(kept.length > 0);
    await expect(resume(bob.ctx, id, () => Promise.resolve())).rejects.toMatchObject({
      code: 'control.ended',
    });
  });

  it('keeps a clone with work that exists nowhere else, unless it is told twice', async () => {
    for (const removeClone of [false, true]) {
      const { contributor } = await testStage({ push: ['alice'] });
      const alice = await contributor('alice');
      const id = await alice.create({ finalize: 'ask' });
      const { clone } = await alice.run(id);
      await writeFile(join(clone?.dir ?? '', 'mine.txt'), 'my own notes\n');
      const engine = launcher(alice, id);
      await cancel(alice.ctx, id, { removeClone }, engine.start);
      const ended = await engine.ended();
      expect(ended.state).toBe('cancelled');
      expect(existsSync(clone?.dir ?? '')).toBe(!removeClone);
      expect(ended.left).toEqual(removeClone ? [] : [expect.stringContaining('1 changed file')]);
    }
  });
});

describe('what maintainers do meanwhile', () => {
  it('a closed pull request ends the run at its next push; the work stays', async () => {
    const { forge, contributor } = await testStage({ push: ['alice'], files: SLOW });
    const alice = await contributor('alice');
    const id = await alice.create();
    const engine = launcher(alice, id);
    await engine.start();
    await event(alice, id, ({ type }) => type === 'turn_started');
    await forge.closePullRequest(SLUG, 2);
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
    await followAll(zoe.ctx, { maxAgeMs: 60_000, signal: AbortSignal.timeout(10_000) });
    expect((await zoe.events(theirs)).at(-1)).toMatchObject({ type: 'pr_observed', state: 'closed' });
    // A second look within the minute costs nothing.
    forge.resetRequests();
    await followAll(zoe.ctx, { maxAgeMs: 60_000, signal: AbortSignal.timeout(10_000) });
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
    const { contributor } = await testStage({ push: ['alice'], files: SLOW });
    const alice = await contributor('alice');
    const id = await alice.create();
    const engine = launcher(alice, id);
    await engine.start();
    await event(alice, id, ({ type }) => type === 'document_finished');
    await pause(alice.ctx, id, 'now');
    const paused = await engine.ended();
    if (paused.state === 'paused') {
      await rm(paused.clone?.dir ?? '', { recursive: true });
      await resume(alice.ctx, id, engine.start);
      const ended = await engine.ended();
      expect(ended.state, JSON.stringify(ended.problem)).toBe('ready_for_review');
      expect(ended.notices).toContainEqual(expect.objectContaining({ code: 'workspace.recreated' }));
      expect(ofType(await alice.events(id), 'task_finished')).toHaveLength(3);
    }
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

/** Engines started the way a door starts them, but in this process. */
function launcher(who: Contributor, id: string): { start(): Promise<void>; ended(): Promise<Contribution> } {
  let running: Promise<Contribution> | undefined;
  return {
    async start() {
      running = who.run(id);
      running.catch(() => undefined);
      await expect.poll(() => isEngineAlive(who.ctx.home, id), { interval: 5 }).toBe(true);
    },
    ended: () => running ?? Promise.reject(new Error('no engine was started')),
  };
}

async function event(who: Contributor, id: string, test: (event: JournalEvent) => boolean): Promise<void> {
  await expect
    .poll(async () => (await who.events(id)).some(test), { interval: 5, timeout: 20_000 })
    .toBe(true);
}

function ofType<T extends JournalEvent['type']>(events: JournalEvent[], type: T): JournalEvent[] {
  return events.filter((event) => event.type === type);
}

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
