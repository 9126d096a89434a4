import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AGENT_MARK } from '../../../src/runner/agents/mark.ts';
import { runEngine } from '../../../src/symphony/engine/run.ts';
import { openJournal } from '../../../src/symphony/journal/store.ts';
import type { Reply } from '../../support/fake-model.ts';
import { HANG_MS, RUN_MS } from '../../support/limits.ts';
import { processesWith } from '../../support/processes.ts';
import { AGENT_NAMES, type AgentName, REAL_AGENTS, type RealAgent } from '../../support/real-agents.ts';
import { sample, testSeed, WHOLE_SWEEP } from '../../support/seed.ts';
import { testStage } from '../../support/symphony.ts';
import { SILENCE_MS, timeFrom } from '../../support/turn-time.ts';
import { eventually } from '../../support/waits.ts';

const RESET = 1_900_000_000;
const RESET_AT = '2030-03-17T17:46:40.000Z';

/** A 429 that says when it ends, in each provider's way. */
const WITH_RESET: Record<AgentName, Reply> = {
  codex: {
    status: 429,
    headers: {
      'x-codex-primary-used-percent': '100',
      'x-codex-primary-window-minutes': '300',
      'x-codex-primary-reset-at': String(RESET),
    },
    error: { type: 'usage_limit_reached', plan_type: 'plus', resets_at: RESET },
  },
  claude: {
    status: 429,
    headers: {
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': String(RESET),
      'retry-after': '3600',
    },
  },
  gemini: { status: 429, error: { message: 'Quota exceeded. Please retry in 3600s.' } },
  opencode: { status: 429, headers: { 'retry-after': '3600' } },
  acp: { status: 429, error: { message: 'Quota exceeded. Please retry in 3600s.' } },
};

const paused = (reason: string, words: RegExp) => ({
  state: 'paused',
  // The cause in the provider's or the agent's words, then what happens next.
  paused: { reason, until: expect.any(String), message: expect.stringMatching(words) },
});
const limit = paused(
  'rate_limit',
  /\w{3,}.*[.!?] (?:It continues by itself|The provider does not say .* then resume)/,
);
const overloaded = paused(
  'offline',
  /\w{3,}.*[.!?] The model's provider is overloaded; .* tried again by itself/,
);
const attention = (code: string, words: string) => ({
  state: 'needs_attention',
  problem: { code, message: expect.stringMatching(words), remedy: expect.stringMatching(/resume/i) },
});

const FAULTS: Record<string, { reply(name: AgentName): Reply; held: object }> = {
  '401': { reply: () => ({ status: 401 }), held: attention('agent.auth', '(?:sign|log|command)') },
  '429': { reply: () => ({ status: 429 }), held: limit },
  '429 that says when it ends': { reply: (name) => WITH_RESET[name], held: limit },
  '500': { reply: () => ({ status: 500 }), held: attention('agent.model', 'fake 500|high demand') },
  '503': { reply: () => ({ status: 503 }), held: overloaded },
  '529': { reply: () => ({ status: 529 }), held: overloaded },
  'a cut stream': {
    reply: () => ({ cut: 'Half a sen' }),
    held: paused('offline', /\w{3,}.*[.!?] It will try again by itself.*connection/),
  },
  'a stream that never ends': {
    reply: () => ({ hang: 'Let me think' }),
    held: attention('agent.timeout', 'silent for'),
  },
};

/** OpenCode, too, waits in silence for as long as a limit says. */
function isSilent(name: AgentName, fault: string): boolean {
  return fault === 'a stream that never ends' || (name === 'opencode' && fault.includes('when it ends'));
}

const seed = testSeed();
const cells = AGENT_NAMES.flatMap((name) => Object.keys(FAULTS).map((fault) => ({ name, fault })));
// OpenCode asks three times: its cells take up to a minute each, so only in the sweeps.
const quick = cells.filter(({ name }) => name !== 'opencode');
const drawn = sample(WHOLE_SWEEP ? cells : quick, { drawn: 1, more: 'all' }, seed);

describe(`what a failing provider makes of a contribution (seed ${seed})`, () => {
  test.each(drawn)('a real $name and $fault', async ({ name, fault }) => {
    const real: RealAgent = REAL_AGENTS[name];
    const { reply, held } = FAULTS[fault] as (typeof FAULTS)[string];
    const { model, env } = await real.start(() => reply(name));
    const stage = await testStage();
    const me = await stage.contributor('bob', { env });
    const id = await me.create({ agent: real.agent.id, model: real.model });
    // Silence is what is waited for, so its time flies; but not before there is some.
    let told = false;
    const now = timeFrom(() => told || model.open() > 0);
    const limits = { idleMs: SILENCE_MS, wallMs: Number.POSITIVE_INFINITY, now };
    const patient = { idleMs: HANG_MS, wallMs: RUN_MS };
    Object.assign(me.ctx, { turnLimits: isSilent(name, fault) ? limits : patient });
    const began = Date.now();

    // A pause that ends by itself would be over at once on the tests' clock.
    const over = new AbortController();
    const untilPaused: typeof openJournal = async (...args) => {
      const journal = await openJournal(...args);
      return {
        ...journal,
        async append(body) {
          if (body.type === 'paused') over.abort();
          told ||= body.type === 'agent' && body.event.kind === 'error';
          return journal.append(body);
        },
      };
    };
    const ended = await runEngine(me.ctx, id, over.signal, untilPaused);

    expect(ended, JSON.stringify([ended.state, ended.paused, ended.problem])).toMatchObject(held);
    expect(model.asked.length).toBeGreaterThan(0);
    expect(ended.tasks).toMatchObject({ done: 0, unfinished: 0 });
    if (fault === '429 that says when it ends') {
      const until = Date.parse(ended.paused?.until ?? '');
      // Claude Code tells it to those with a plan only; OpenCode and the protocol tell it to nobody.
      if (name === 'codex') expect(ended.paused?.until).toBe(RESET_AT);
      if (name === 'gemini') expect(until - began).toBeGreaterThan(3_500_000);
    }
    const clone = join(me.ctx.home.root, 'maintainer-textkit');
    await eventually(() => processesWith(`${AGENT_MARK}=${clone}\0`).length === 0, 'no process is left');
    await eventually(() => model.open() === 0, 'the stream is closed');
  });
});
