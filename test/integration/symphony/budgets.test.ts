import { describe, expect, it } from 'vitest';
import { resume } from '../../../src/symphony/control.ts';
import { sendRequest, takeRequests } from '../../../src/symphony/requests.ts';
import type { JournalEvent } from '../../../src/symphony/journal/events.ts';
import { engineProcesses } from '../../support/engine-process.ts';
import { oneIn } from '../../support/one-in.ts';
import { FILES, testStage } from '../../support/symphony.ts';

/** The first is in every run, the others in one of two, all in `npm run test:more`. */
const drawn = oneIn(2);

const engine = engineProcesses();
const launched = async (): Promise<void> => undefined;

/** Files whose scripted tasks use so many tokens with each of a model's answers. */
function files(answers: number, tokens: number, more: Record<string, unknown> = {}): Record<string, string> {
  const usage = Array.from({ length: answers }, () => ({
    inputTokens: tokens - 1,
    outputTokens: 1,
    ...more,
  }));
  const task = (match: string) => ({ match, usage, edits: [{ file: `${match}.txt`, write: `${match}\n` }] });
  const script = { version: 1, tasks: ['Alpha', 'Beta', 'Gamma'].map(task) };
  return { ...FILES, '.maestro/scripted.json': JSON.stringify(script) };
}

const answersIn = (events: readonly JournalEvent[]): number =>
  events.filter((event) => event.type === 'agent' && event.event.kind === 'usage').length;

describe('budgets of a contribution', () => {
  it('interrupt the turn with the answer that reaches the limit, warn once, and go on when raised', async () => {
    const stage = await testStage({ push: ['alice'], files: files(10, 100) });
    const alice = await stage.contributor('alice');
    const id = await alice.create({ budgets: { tokens: 500 } });
    const paused = await alice.run(id);
    expect(paused).toMatchObject({ state: 'paused', paused: { reason: 'budget', until: null } });
    expect(paused.paused?.message).toContain(
      'the budget of 500 tokens for this contribution (500 tokens spent)',
    );
    // Ten answers were to come; the fifth reached the limit, inside the turn.
    expect(answersIn(await alice.events(id))).toBe(5);
    expect(paused.tasks.done).toBe(0);
    expect(paused.notices.filter(({ code }) => code === 'budget.warning')).toHaveLength(1);

    // Used up: nothing is spent, not even a turn is begun.
    const turns = (all: JournalEvent[]) => all.filter(({ type }) => type === 'turn_started').length;
    await expect(resume(alice.ctx, id, launched)).rejects.toMatchObject({
      code: 'budget.used-up',
      remedy: `Raise it: maestro symphony resume ${id} --budget-tokens 750`,
    });
    for (const tokens of [400, 500])
      await expect(resume(alice.ctx, id, launched, { tokens })).rejects.toMatchObject({
        code: 'budget.used-up',
      });
    expect(await takeRequests(alice.ctx.home, id)).toEqual([]);
    // Nor by an engine that was started all the same.
    await sendRequest(alice.ctx.home, id, { kind: 'resume' });
    expect((await alice.run(id)).paused?.reason).toBe('budget');
    expect(turns(await alice.events(id))).toBe(1);

    await resume(alice.ctx, id, launched, { tokens: 1_550 });
    const raised = await alice.run(id);
    expect(raised).toMatchObject({ state: 'paused', budgets: { tokens: 1_550 } });
    expect(answersIn(await alice.events(id))).toBe(16);
    // The new limit has a warning of its own, and the task that was finished below it is done.
    expect(raised.notices.filter(({ code }) => code === 'budget.warning')).toHaveLength(2);
    expect(raised.tasks.done).toBe(1);

    await resume(alice.ctx, id, launched, { tokens: null });
    expect((await alice.run(id)).state).toBe('ready_for_review');
  });

  drawn('hold money, and refuse to go on where nobody knows the price', async () => {
    const stage = await testStage({ push: ['alice'], files: files(10, 100, { costUsd: 0.1 }) });
    const alice = await stage.contributor('alice');
    const id = await alice.create({ budgets: { usd: 0.25 } });
    expect((await alice.run(id)).paused?.message).toContain('the budget of $0.25 for this contribution');
    expect(answersIn(await alice.events(id))).toBe(3);

    const unknown = await testStage({ push: ['alice'], files: files(10, 100) });
    const bob = await unknown.contributor('alice');
    const other = await bob.create({ budgets: { usd: 5 } });
    const paused = await bob.run(other);
    expect(paused).toMatchObject({ state: 'paused', unpricedTokens: 100, usage: { costUsd: null } });
    expect(paused.paused?.message).toContain('The price of 100 tokens is unknown');
    expect(answersIn(await bob.events(other))).toBe(1);
  });

  drawn('hold time without any event', async () => {
    const stage = await testStage({ push: ['alice'], files: files(1, 100, { delayMs: 600_000 }) });
    const alice = await stage.contributor('alice');
    const id = await alice.create({ budgets: { minutes: 0.01 } });
    const paused = await alice.run(id);
    expect(paused.paused).toMatchObject({ reason: 'budget' });
    expect(answersIn(await alice.events(id))).toBe(0);
  });

  drawn('let through what the last answer has finished', async () => {
    // Its tokens are told after the box was ticked.
    const stage = await testStage({ push: ['alice'], body: '- docs/two.md\n' });
    const alice = await stage.contributor('alice');
    const ended = await alice.run(await alice.create({ budgets: { tokens: 1 } }));
    expect(ended).toMatchObject({ state: 'ready_for_review', tasks: { done: 1, total: 1 } });
  });
});

describe('the budget of a day', () => {
  drawn('holds across three engines at once: at most one answer too many for each', async () => {
    const stage = await testStage({ push: ['alice'], files: files(10, 100, { delayMs: 40 }) });
    const alice = await stage.contributor('alice');
    const budgets = { dayTokens: 1_200 };
    const others = [
      await stage.another('maintainer/second', { push: ['alice'], files: files(10, 100, { delayMs: 40 }) }),
      await stage.another('maintainer/third', { push: ['alice'], files: files(10, 100, { delayMs: 40 }) }),
    ];
    const ids = [await alice.create({ budgets })];
    for (const { target } of others) ids.push(await alice.create({ target, budgets }));

    const { forge } = stage;
    const orders = {
      home: alice.ctx.home.root,
      token: alice.token,
      forge: { url: forge.url, apiUrl: forge.apiUrl },
      kill: null,
    };
    const ends = await Promise.all(ids.map((id) => engine({ ...orders, id })));
    expect(ends.map(({ stderr }) => stderr)).toEqual(['', '', '']);
    const all = await Promise.all(ids.map((id) => alice.events(id)));
    for (const events of all)
      expect(events.findLast(({ type }) => type === 'paused')).toMatchObject({ reason: 'budget' });
    const answers = all.map(answersIn);
    const sum = answers.reduce((a, b) => a + b);
    expect(sum, JSON.stringify(answers)).toBeGreaterThanOrEqual(12);
    // The one that reached it stopped at once; each of the other two had at most one answer under way.
    expect(sum, JSON.stringify(answers)).toBeLessThanOrEqual(14);
  });
});
