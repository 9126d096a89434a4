import { expect, test } from 'vitest';
import type { AgentEvent } from '../../../../src/runner/agents/agent.ts';
import { bounded } from '../../../../src/runner/agents/bounded.ts';

const HUGE = [
  'x'.repeat(1_000_000),
  '\u0000'.repeat(1_000_000),
  '𝕊'.repeat(300_000),
  '"\\\n'.repeat(300_000),
  'a𝕊'.repeat(40_000),
];
const make: ((text: string) => AgentEvent)[] = [
  (text) => ({ kind: 'message', text }),
  (raw) => ({ kind: 'unknown', raw }),
  (text) => ({ kind: 'tool_call', id: text, name: text, argument: text }),
  (text) => ({ kind: 'tool_result', id: text, ok: true, summary: text }),
  (text) => ({ kind: 'started', sessionId: text, model: text }),
  (text) => ({ kind: 'error', error: 'crash', message: text, willRetry: false, resetAt: null }),
];

test('no event takes more than 64 KiB of the journal', () => {
  for (const text of HUGE)
    for (const event of make) {
      const line = JSON.stringify(bounded(event(text)));
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(64 * 1024);
      // No half of a character is left at the cut.
      expect(line).not.toMatch(/\\ud[89ab]/);
    }
});

test('the length of a text that was cut is told', () => {
  expect(bounded({ kind: 'message', text: 'x'.repeat(100_000) })).toMatchObject({
    text: expect.stringMatching(/^x{50000,}.*100000 characters\]$/),
  });
});

test('what fits is left as it is', () => {
  const event: AgentEvent = { kind: 'message', text: 'x'.repeat(60_000) };
  expect(bounded(event)).toEqual(event);
});
