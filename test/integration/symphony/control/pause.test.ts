import { describe, expect, it } from 'vitest';
import { pause, resume } from '../../../../src/symphony/control.ts';
import { event, inFirstTurn, ofType, slowProject } from './support.ts';

describe('pause and resume', () => {
  it('now: the turn is interrupted and its task is run again', async () => {
    const { alice, id, engine } = await inFirstTurn();
    await pause(alice.ctx, id, 'now');
    expect(await engine.ended()).toMatchObject({ state: 'paused', paused: { reason: 'user', until: null } });
    expect(ofType(await alice.events(id), 'turn_finished')).toMatchObject([{ outcome: 'interrupted' }]);
    await expect(pause(alice.ctx, id, 'now')).rejects.toMatchObject({ code: 'control.not-running' });

    await resume(alice.ctx, id, engine.start);
    expect((await engine.ended()).state).toBe('ready_for_review');
    expect(ofType(await alice.events(id), 'task_finished')).toHaveLength(3);
  });

  it('after the task: it is finished first', async () => {
    const { alice, id, engine } = await inFirstTurn();
    await pause(alice.ctx, id, 'after_task');
    const paused = await engine.ended();
    expect(paused.state).toBe('paused');
    expect(paused.tasks).toMatchObject({ done: 1, total: 3 });
  });

  it('is taken back by a resume while the engine is still at it', async () => {
    const { alice, id, engine } = await inFirstTurn();
    await pause(alice.ctx, id, 'after_task');
    await event(alice, id, ({ type }) => type === 'request');
    await resume(alice.ctx, id, () => Promise.reject(new Error('an engine is at work already')));
    expect((await engine.ended()).state).toBe('ready_for_review');
  });
});

describe('an engine that is told to stop', () => {
  it('reads as interrupted and goes on after a resume', async () => {
    const { alice, id, engine } = await slowProject();
    const stop = new AbortController();
    const running = alice.run(id, stop.signal);
    await event(alice, id, ({ type }) => type === 'turn_started');
    stop.abort();
    expect((await running).engine?.stopped).toBe('stopped');
    await resume(alice.ctx, id, engine.start);
    expect((await engine.ended()).state).toBe('ready_for_review');
  });

  it('refuses a second engine beside the first', async () => {
    const { alice, id, engine } = await inFirstTurn();
    await pause(alice.ctx, id, 'after_task');
    // It waits for a moment, as for a follow-up; by then the first has paused and there is nothing to do.
    expect((await alice.run(id)).state).toBe('paused');
    expect((await engine.ended()).state).toBe('paused');
    expect(ofType(await alice.events(id), 'task_finished')).toHaveLength(1);
  });
});
