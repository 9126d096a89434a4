import { describe, expect, it } from 'vitest';
import { pause, resume } from '../../../../src/symphony/control.ts';
import { created, inFirstTurn, ofType, SAYS_SOMETHING } from './support.ts';

describe('pause and resume', () => {
  it('now: the turn is interrupted and its task is run again', async () => {
    const { alice, id, engine, letGo } = await inFirstTurn();
    await pause(alice.ctx, id, 'now');
    await letGo();
    expect(await engine.ended()).toMatchObject({ state: 'paused', paused: { reason: 'user', until: null } });
    expect(ofType(await alice.events(id), 'turn_finished')).toMatchObject([{ outcome: 'interrupted' }]);
    await expect(pause(alice.ctx, id, 'now')).rejects.toMatchObject({ code: 'control.not-running' });

    await resume(alice.ctx, id, engine.start);
    expect((await engine.ended()).state).toBe('ready_for_review');
    expect(ofType(await alice.events(id), 'task_finished')).toHaveLength(3);
  });

  it('after the task: it is finished first', async () => {
    const { alice, id, engine, letGo } = await inFirstTurn();
    await pause(alice.ctx, id, 'after_task');
    await letGo();
    const paused = await engine.ended();
    expect(paused.state).toBe('paused');
    expect(paused.tasks).toMatchObject({ done: 1, total: 3 });
  });

  it('is taken back by a resume while the engine is still at it', async () => {
    const { alice, id, engine, letGo } = await inFirstTurn();
    await pause(alice.ctx, id, 'after_task');
    await alice.event(id, ({ type }) => type === 'request');
    await resume(alice.ctx, id, () => Promise.reject(new Error('an engine is at work already')));
    await letGo();
    expect((await engine.ended()).state).toBe('ready_for_review');
  });
});

describe('an engine that is told to stop', () => {
  it('reads as interrupted and goes on after a resume', async () => {
    const { alice, id, engine } = await created();
    const stop = new AbortController();
    const hold = alice.hold(id, SAYS_SOMETHING);
    const running = alice.run(id, stop.signal);
    await hold.there;
    stop.abort();
    await hold.letGo();
    expect((await running).engine?.stopped).toBe('stopped');
    await resume(alice.ctx, id, engine.start);
    expect((await engine.ended()).state).toBe('ready_for_review');
  });

  it('refuses a second engine beside the first', async () => {
    const { stage, alice, id, engine, letGo } = await inFirstTurn();
    await pause(alice.ctx, id, 'after_task');
    // It waits for a moment, as for a follow-up; by then the first has paused and there is nothing to do.
    const second = await stage.contributor('alice', { home: alice.ctx.home.root });
    const moments: number[] = [];
    const sleep = async (ms: number): Promise<void> => {
      moments.push(ms);
      await letGo();
      await engine.ended();
    };
    Object.assign(second.ctx, { clock: { ...second.ctx.clock, sleep } });
    expect((await second.run(id)).state).toBe('paused');
    expect(moments).toHaveLength(1);
    expect((await engine.ended()).state).toBe('paused');
    expect(ofType(await alice.events(id), 'task_finished')).toHaveLength(1);
  });
});
