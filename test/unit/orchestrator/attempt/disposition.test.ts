import { expect, test } from 'vitest';
import { describeInvalid, judgeTurn } from '../../../../src/orchestrator/attempt/disposition.ts';
import type { ToolEffect } from '../../../../src/orchestrator/runs/events.ts';

const handoff: ToolEffect = { kind: 'handoff', url: 'u', number: 1, head: 'h', summary: 's' };
const attention: ToolEffect = { kind: 'attention' };
const finalize = (path: string): ToolEffect => ({ kind: 'finalize', path });
const comment: ToolEffect = { kind: 'comment' };

test.each<[string, ToolEffect[], string, string | null]>([
  ['a hand-off and its finalize', [handoff, finalize('review_handoff')], 'review_handoff', null],
  [
    'attention and its finalize',
    [comment, attention, finalize('manual_attention')],
    'manual_attention',
    null,
  ],
  [
    'the same finalize twice',
    [handoff, finalize('review_handoff'), finalize('review_handoff')],
    'review_handoff',
    null,
  ],
  ['both signals', [handoff, attention, finalize('review_handoff')], 'invalid', 'both-signals'],
  [
    'two finalizes',
    [handoff, finalize('review_handoff'), finalize('manual_attention')],
    'invalid',
    'two-finalizes',
  ],
  ['a hand-off without finalize', [handoff], 'invalid', 'no-finalize'],
  ['attention without finalize', [comment, attention], 'invalid', 'no-finalize'],
  ['the finalize of the other path', [handoff, finalize('manual_attention')], 'invalid', 'wrong-finalize'],
  ['attention finalized as a hand-off', [attention, finalize('review_handoff')], 'invalid', 'wrong-finalize'],
  ['a finalize of an unknown path', [handoff, finalize('/etc/passwd')], 'invalid', 'wrong-finalize'],
  [
    'a comment without the label, finalized',
    [comment, finalize('manual_attention')],
    'invalid',
    'finalize-without-signal',
  ],
  ['a finalize alone', [finalize('review_handoff')], 'invalid', 'finalize-without-signal'],
  ['nothing at the end of the turns', [comment], 'invalid', 'no-signal'],
])('%s', (_name, effects, disposition, code) => {
  expect(judgeTurn({ effects, turn: 1, maxTurns: 1, issueActive: true })).toEqual({ disposition, code });
  if (code !== null) expect(describeInvalid(code)).not.toBe(code);
});

test('turns that are left go on while the issue is active, and are given back when it is not', () => {
  const facts = { effects: [comment], turn: 1, maxTurns: 2 };
  expect(judgeTurn({ ...facts, issueActive: true }).disposition).toBe('continue');
  expect(judgeTurn({ ...facts, issueActive: false }).disposition).toBe('release');
  // What was handed off is handed off, wherever the issue is by now.
  const done = [handoff, finalize('review_handoff')];
  expect(judgeTurn({ ...facts, effects: done, issueActive: false }).disposition).toBe('review_handoff');
});
