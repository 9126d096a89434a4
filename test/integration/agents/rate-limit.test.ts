import { expect, test } from 'vitest';
import { type Asked, type Reply, taskIn } from '../../support/fake-model.ts';
import { REAL_AGENTS, type RealAgent } from '../../support/real-agents.ts';
import { sample, testSeed } from '../../support/seed.ts';
import { testStage } from '../../support/symphony.ts';

/** Does the prompt's task and ticks it. */
function tick({ prompt, results }: Asked): Reply {
  const { document, line } = taskIn(prompt);
  return results.length === 0
    ? { shell: `echo gamma > gamma.txt && sed -i '${line}s/\\[ \\]/[x]/' ${document}` }
    : { say: 'Done.' };
}

/** A Codex that is told when its plan's limit ends. The tests' clock passes long waits quickly. */
function limited(resetsAt: number): Reply {
  const headers = {
    'x-codex-primary-used-percent': '100',
    'x-codex-primary-window-minutes': '300',
    'x-codex-primary-reset-at': String(resetsAt),
  };
  const error = { type: 'usage_limit_reached', plan_type: 'plus', resets_at: resetsAt };
  return { status: 429, headers, error };
}

const CASES = [
  ['codex', 'goes on by itself at the time that the provider says'],
  ['claude', 'is tried again in a quarter of an hour when the provider says no time, and says what to do'],
] as const;

// One in every run, both with `npm run test:more`.
test.each(sample(CASES, { drawn: 1, more: 'all' }, testSeed()))(
  'a run of a real %s that its provider limits %s',
  async (name, _what) => {
    const real: RealAgent = REAL_AGENTS[name];
    // Whole seconds, as it is told.
    const resetsAt = Math.floor(Date.now() / 1_000) + 1_800;
    const known = name === 'codex';
    let refused = 0;
    const { model, env } = await real.start((asked) => {
      if (refused > 0) return tick(asked);
      refused++;
      return known ? limited(resetsAt) : { status: 429 };
    });
    const stage = await testStage({ body: '- docs/two.md\n' });
    const bob = await stage.contributor('bob', { env });
    const began = bob.ctx.clock.now().getTime();
    const id = await bob.create({ agent: real.agent.id, model: real.model });
    const done = await bob.run(id);

    expect(done, JSON.stringify([done.paused, done.problem])).toMatchObject({
      state: 'ready_for_review',
      tasks: { done: 1, total: 1 },
    });
    const events = await bob.events(id);
    const pauses = events.flatMap((event) => (event.type === 'paused' ? [event] : []));
    expect(pauses).toMatchObject([
      { reason: 'rate_limit', message: expect.stringMatching(known ? 'continues by itself' : 'then resume') },
    ]);
    const until = Date.parse(pauses[0]?.until ?? '');
    if (known) expect(until).toBe(resetsAt * 1_000);
    else expect(until - began).toBeGreaterThanOrEqual(900_000);
    // Not a second before, and nobody was asked meanwhile.
    const resumed = events.filter((event) => event.type === 'resumed');
    expect(resumed).toHaveLength(1);
    expect(Date.parse(resumed[0]?.at ?? '')).toBeGreaterThanOrEqual(until);
    expect(model.asked).toHaveLength(3);
    // The task was run again; the refused try used nothing.
    expect({ ...done.usage, costUsd: null }).toEqual(model.served());
  },
);
