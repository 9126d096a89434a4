import { expect, test } from 'vitest';
import { tokensOf } from '../../../src/runner/agents/agent.ts';
import { resume } from '../../../src/symphony/control.ts';
import type { Asked, Reply } from '../../support/fake-model.ts';
import { REAL_AGENTS, type RealAgent } from '../../support/real-agents.ts';
import { MORE, sample, testSeed } from '../../support/seed.ts';
import { testStage } from '../../support/symphony.ts';
import { eventually } from '../../support/waits.ts';

const BUDGET = 4_000;

/** A call that changes nothing, another one each time: agents end a turn that goes round in circles. */
const BUSY: Record<'codex' | 'claude' | 'opencode' | 'gemini', (asked: Asked) => Reply> = {
  codex: ({ before }) => ({ shell: `true ${before}` }),
  claude: ({ before }) => ({ shell: `true ${before}` }),
  opencode: ({ before }) => ({ shell: `true ${before}` }),
  gemini: ({ before }) => ({ tool: 'glob', input: { pattern: `*${before}` } }),
};

// One of the two whose way of telling it is most their own in every run, all with test:more. ACP tells no tokens.
const drawn = MORE
  ? (['codex', 'claude', 'opencode', 'gemini'] as const)
  : sample(['codex', 'claude'] as const, 1, testSeed());

test.each(drawn)(
  'a real %s is interrupted inside its turn: at most one more response than the budget, by count',
  async (name) => {
    const real: RealAgent = REAL_AGENTS[name];
    // A model that would go on for ever. As models do it takes its time, which is longer than the agent's and ours: what it
    // said before has been accounted for when it answers, and when that was enough, it is interrupted before it has an end.
    const { model, env } = await real.start(async (asked) => {
      let told: number[] = [];
      await eventually(
        async () => {
          told = await tellings();
          return told.length >= asked.before;
        },
        () => `${asked.before} answers are accounted for: ${told}`,
      );
      return told.reduce((sum, tokens) => sum + tokens, 0) < BUDGET ? BUSY[name](asked) : { hang: 'Hm' };
    });
    const stage = await testStage({ push: ['alice'] });
    const alice = await stage.contributor('alice', { env });
    const id = await alice.create({ agent: real.agent.id, model: real.model, budgets: { tokens: BUDGET } });
    const tellings = async (): Promise<number[]> =>
      (await alice.events(id)).flatMap((event) =>
        event.type === 'agent' && event.event.kind === 'usage' ? [tokensOf(event.event.usage)] : [],
      );
    const paused = await alice.run(id);
    expect(paused, JSON.stringify(paused.problem)).toMatchObject({
      state: 'paused',
      paused: { reason: 'budget' },
      tasks: { done: 0 },
    });

    const told = await tellings();
    const sums = told.map((_, at) => told.slice(0, at + 1).reduce((sum, tokens) => sum + tokens, 0));
    // The response that reached the budget, and at most one that was begun before the interruption came through.
    const reached = sums.findIndex((sum) => sum >= BUDGET) + 1;
    expect(reached).toBeGreaterThan(1);
    expect(model.asked.length).toBeLessThanOrEqual(reached + 1);
    // Each response once, whatever an interrupted turn says at its end.
    expect(tokensOf(paused.usage)).toBeLessThanOrEqual(tokensOf(model.begun()));
    // Its model is known to the list of prices, to itself, or to its settings.
    expect(paused).toMatchObject({ unpricedTokens: 0, usage: { costUsd: expect.any(Number) } });
    expect(paused.usage.costUsd).toBeGreaterThan(0);

    const before = model.asked.length;
    const again = resume(alice.ctx, id, async () => undefined);
    await expect(again).rejects.toMatchObject({ code: 'budget.used-up' });
    expect((await alice.run(id)).paused?.reason).toBe('budget');
    expect(model.asked.length).toBe(before);
    await eventually(
      () => model.open() === 0,
      () => 'no stream is open',
    );
  },
);
