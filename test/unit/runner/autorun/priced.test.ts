import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AgentEvent, NO_USAGE, type Usage } from '../../../../src/runner/agents/agent.ts';
import { claudeFold } from '../../../../src/runner/agents/claude/fold.ts';
import { loadPrices } from '../../../../src/runner/agents/prices.ts';
import { priced } from '../../../../src/runner/autorun/priced.ts';

const AT = new Date('2026-11-01T00:00:00Z');
const M: Usage = { ...NO_USAGE, inputTokens: 1_000_000, outputTokens: 100_000 };

async function* stream(events: readonly AgentEvent[]): AsyncGenerator<AgentEvent> {
  yield* events;
}

async function all(events: AsyncIterable<AgentEvent>): Promise<AgentEvent[]> {
  const found: AgentEvent[] = [];
  for await (const event of events) found.push(event);
  return found;
}

async function costs(events: readonly AgentEvent[], model: string | null = null) {
  const found: (number | null)[] = [];
  for await (const event of priced(stream(events), model))
    if (event.kind === 'usage') found.push(event.usage.costUsd);
  return found;
}

const started = (model: string | null): AgentEvent => ({ kind: 'started', sessionId: null, model });
const used = (usage: Usage): AgentEvent => ({ kind: 'usage', usage });

describe('the price list', () => {
  it.each([
    ['gpt-5', M, 1.25 + 1],
    ['gpt-5', { ...M, cachedInputTokens: 400_000 }, 0.6 * 1.25 + 0.4 * 0.125 + 1],
    ['claude-sonnet-4-5-20250929', { ...M, inputTokens: 100_000, outputTokens: 10_000 }, 0.3 + 0.15],
    ['anthropic/claude-sonnet-4-5', { ...M, inputTokens: 100_000, outputTokens: 10_000 }, 0.3 + 0.15],
    ['gemini-2.5-flash', M, 0.3 + 0.25],
    ['gpt-5', { ...M, cachedInputTokens: 2_000_000 }, 0.125 + 1],
    ['a-model-of-mine', M, null],
    ['nobody/claude-sonnet-4-5', M, null],
    ['', M, null],
    ['<synthetic>', M, null],
  ] as const)('%s', async (model, usage, cost) => {
    const found = (await loadPrices())(model, usage, AT);
    if (cost === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(cost, 6);
  });

  it('agrees with what Claude Code says itself, in the recorded streams', async () => {
    const prices = await loadPrices();
    const file = join(import.meta.dirname, '../../../fixtures/agents/claude.jsonl');
    const fold = claudeFold('/repo', () => null);
    const events = readFileSync(file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .flatMap((line) => fold.line(line));
    const model = events.find((event) => event.kind === 'started')?.model ?? '';
    const told = events.flatMap((event) => (event.kind === 'usage' ? [event.usage] : []));
    expect(told.length).toBeGreaterThan(0);
    for (const usage of told) {
      expect(usage.costUsd).toBeGreaterThan(0);
      expect(prices(model, usage, AT)).toBeCloseTo(usage.costUsd ?? 0, 9);
    }
  });
});

describe('priced', () => {
  it('fills in what the agent does not tell, with the model that the agent names', async () => {
    expect(await costs([used(M), started('gpt-5'), used(M)], 'gpt-5-mini')).toEqual([0.45, 2.25]);
  });

  it('leaves the agent its own word, also when that is nothing', async () => {
    expect(await costs([started('gpt-5'), used({ ...M, costUsd: 7 }), used({ ...M, costUsd: 0 })])).toEqual([
      7, 0,
    ]);
  });

  it('keeps the price of an unknown model, and of no model, unknown', async () => {
    expect(await costs([used(M), started('mine'), used(M)])).toEqual([null, null]);
  });

  it('loads nothing for a turn that needs no price', async () => {
    let loads = 0;
    const load = async () => {
      loads++;
      return () => 1;
    };
    const events = [
      started('gpt-5'),
      used({ ...M, costUsd: 7 }),
      { kind: 'finished', how: 'completed' },
    ] as const;
    expect(await all(priced(stream(events), null, load))).toEqual(events);
    expect(loads).toBe(0);
    expect(await all(priced(stream([used(M), used(M)]), 'gpt-5', load))).toHaveLength(2);
    expect(loads).toBe(1);
  });
});
