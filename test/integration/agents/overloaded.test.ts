import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readJsonIfAny } from '../../../src/platform/files.ts';
import { samplePath } from '../../../src/rehearsal/sample.ts';
import { Script } from '../../../src/runner/agents/scripted/script.ts';
import type { Reply } from '../../support/fake-model.ts';
import { RUN_MS } from '../../support/limits.ts';
import { REAL_AGENTS, type RealAgent } from '../../support/real-agents.ts';
import { scriptedModel } from '../../support/scripted-model.ts';
import { sample, testSeed } from '../../support/seed.ts';
import { testStage } from '../../support/symphony.ts';

const WITHIN: Reply = { cut: 'Half a sen', overloaded: true };
/** Before an answer, and within one: the answers of each failed turn. More turns than a task has tries. */
const OVERLOADS: Record<'codex' | 'claude', Reply[][]> = {
  codex: [[{ status: 503 }], [WITHIN], [{ status: 529 }], [WITHIN]],
  // It asks once more, without a stream, when one broke off.
  claude: [[{ status: 503 }], [WITHIN, { status: 529 }], [{ status: 529 }]],
};

const seed = testSeed();
const drawn = sample(['codex', 'claude'] as const, { drawn: 1, more: 'all' }, seed);

test.each(drawn)(
  'a real %s whose model is overloaded waits and goes on by itself, also with another engine',
  async (name) => {
    const real: RealAgent = REAL_AGENTS[name];
    const script = await readJsonIfAny(join(samplePath(), '.maestro/scripted.json'), Script);
    let clone = '';
    const able = scriptedModel(real, script?.tasks ?? [], () => clone);
    const turns = OVERLOADS[name];
    const replies = turns.flat();
    let asked = 0;
    const { env } = await real.start((question) => replies[asked++] ?? able(question));
    const stage = await testStage({ fromDir: samplePath(), body: '- symphony/01-slugify.md\n' });
    const me = await stage.contributor('bob', { env });
    const id = await me.create({ agent: real.agent.id, model: real.model });
    clone = join(me.ctx.home.root, 'maintainer-textkit');

    // Its engine is ended when it waits; the next one goes on from the journal.
    const stop = new AbortController();
    const first = me.run(id, stop.signal);
    await me.event(id, ({ type }) => type === 'paused');
    stop.abort();
    await first;
    const done = await me.run(id, AbortSignal.timeout(RUN_MS));

    expect(done, JSON.stringify(done.problem)).toMatchObject({
      state: 'ready_for_review',
      problem: null,
      tasks: { done: 2, unfinished: 0 },
    });
    const events = await me.events(id);
    const failed = events.flatMap((event) =>
      event.type === 'turn_finished' && event.error ? [[event.error.kind, event.attempt]] : [],
    );
    expect(failed).toEqual(turns.map(() => ['overloaded', 1]));
    const paused = events.filter((event) => event.type === 'paused');
    expect(paused).toHaveLength(turns.length);
    for (const { reason, until, message } of paused) {
      expect({ reason, message }).toEqual({
        reason: 'offline',
        message: expect.stringContaining('overloaded'),
      });
      expect(Date.parse(until ?? '')).toBeGreaterThan(0);
    }
  },
);
