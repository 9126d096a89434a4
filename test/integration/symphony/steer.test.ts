import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { resume, steer } from '../../../src/symphony/control.ts';
import type { JournalEvent } from '../../../src/symphony/journal/events.ts';
import { contributionPaths } from '../../../src/symphony/journal/paths.ts';
import { sendRequest } from '../../../src/symphony/requests.ts';
import { engineProcesses } from '../../support/engine-process.ts';
import { oneIn } from '../../support/one-in.ts';
import { testStage } from '../../support/symphony.ts';

/** The first is in every run, the others in one of two, all in `npm run test:more`. */
const drawn = oneIn(2);

const engine = engineProcesses();
const launched = async (): Promise<void> => undefined;
const turns = (events: readonly JournalEvent[]) => events.filter((event) => event.type === 'turn_started');

describe('a word for the agent', () => {
  it('is the note of the next turn, once, stripped to a line', async () => {
    const stage = await testStage({ push: ['alice'] });
    const alice = await stage.contributor('alice');
    const id = await alice.create();
    const hold = alice.hold(id, ({ type }) => type === 'turn_started');
    const running = alice.run(id);
    await hold.there;
    expect(await steer(alice.ctx, id, 'Use \u001b[31mBritish\nspelling')).toBe(true);
    await hold.letGo();
    const ended = await running;
    expect(ended).toMatchObject({ state: 'ready_for_review', steers: [] });
    const events = await alice.events(id);
    expect(events).toContainEqual(expect.objectContaining({ type: 'steer', text: 'Use British spelling' }));
    const told = turns(events).map(({ prompt }) => prompt.includes('says: Use British spelling'));
    expect(told).toEqual([false, true, false]);
  });

  drawn('is not lost by a kill between the request and the turn, and told once', async () => {
    const stage = await testStage({ push: ['alice'], body: '- docs/two.md\n' });
    const alice = await stage.contributor('alice');
    const { forge } = stage;
    const orders = {
      home: alice.ctx.home.root,
      token: alice.token,
      forge: { url: forge.url, apiUrl: forge.apiUrl },
    };
    const id = await alice.create();
    await steer(alice.ctx, id, 'Mind the gap');
    // Event 1 is the engine's start, event 2 the word: killed before it is journaled, then before its file is removed.
    await engine({ ...orders, id, kill: { seq: 2, when: 'before' } });
    await engine({ ...orders, id, kill: { seq: 3, when: 'after' } });
    expect(await readdir(contributionPaths(alice.ctx.home, id).requests)).toHaveLength(1);
    expect((await alice.run(id)).state).toBe('ready_for_review');
    const events = await alice.events(id);
    expect(events.filter(({ type }) => type === 'steer')).toHaveLength(1);
    expect(
      turns(events).map(({ prompt, steers }) => [prompt.includes('Mind the gap'), steers?.length]),
    ).toEqual([[true, 1]]);
  });

  drawn('waits while nothing runs, and does not end a wait', async () => {
    const stage = await testStage({ push: ['alice'], body: '- docs/two.md\n' });
    const alice = await stage.contributor('alice');
    const id = await alice.create();
    await sendRequest(alice.ctx.home, id, { kind: 'pause', when: 'now' });
    expect((await alice.run(id)).state).toBe('paused');
    expect(await steer(alice.ctx, id, 'Later')).toBe(false);
    expect((await alice.run(id)).state).toBe('paused');
    await resume(alice.ctx, id, launched);
    expect((await alice.run(id)).state).toBe('ready_for_review');
    expect(turns(await alice.events(id))[0]?.prompt).toContain('says: Later');
  });

  drawn('is refused when it is empty, too long, or too late', async () => {
    const stage = await testStage({ push: ['alice'], body: '- docs/two.md\n' });
    const alice = await stage.contributor('alice');
    const id = await alice.create();
    await expect(steer(alice.ctx, id, ' \u200b\n')).rejects.toMatchObject({ code: 'steer.empty' });
    await expect(steer(alice.ctx, id, 'x'.repeat(2_001))).rejects.toMatchObject({ code: 'steer.too-long' });
    await alice.run(id);
    await expect(steer(alice.ctx, id, 'Too late')).rejects.toMatchObject({ code: 'control.not-now' });
  });
});
