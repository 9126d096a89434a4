import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AgentEvent } from '../../../../src/runner/agents/agent.ts';
import { claudeFold } from '../../../../src/runner/agents/claude/fold.ts';
import { codexFold, wantsNotification } from '../../../../src/runner/agents/codex/fold.ts';
import { geminiFold } from '../../../../src/runner/agents/gemini/fold.ts';
import type { LineFold } from '../../../../src/runner/agents/one-shot.ts';
import { openCodeFold } from '../../../../src/runner/agents/opencode/fold.ts';
import { codexTranscript } from '../../../support/transcript.ts';

const EXIT = { exitCode: 0, signal: undefined, stderr: '' };
const NOW = new Date('2026-01-01T00:00:00Z');

const FOLDS: Record<string, () => LineFold> = {
  claude: () => claudeFold('/clone', () => 0.001),
  gemini: () => geminiFold('/clone', () => NOW),
  opencode: () => openCodeFold({ cwd: '/clone', model: 'fake/m' }),
};
const RECORDINGS = [
  'claude',
  'claude-partial',
  'claude-fail401',
  'claude-fail500',
  'claude-SIGINT',
  'claude-SIGTERM',
  'gemini',
  'gemini-fail401',
  'gemini-fail500',
  'gemini-SIGINT',
  'opencode',
  'opencode-fail401',
  'opencode-SIGINT',
];

function recorded(name: string): string[] {
  const path = fileURLToPath(new URL(`../../../fixtures/agents/${name}.jsonl`, import.meta.url));
  return readFileSync(path, 'utf8').split('\n').filter(Boolean);
}

/** What a run comes to, but for what is kept and never acted upon. */
function known(fold: LineFold, lines: readonly string[]): AgentEvent[] {
  const told: AgentEvent[] = [];
  for (const line of lines) {
    told.push(...fold.line(line));
    if (told.at(-1)?.kind === 'finished') return told.filter(({ kind }) => kind !== 'unknown');
  }
  return [...told, ...fold.ended(EXIT)].filter(({ kind }) => kind !== 'unknown');
}

/** Lines of no agent: plain words, JSON of any kind, half an object, events of a version to come. */
const noise = fc.oneof(
  fc.string(),
  fc.json(),
  fc.json().map((text) => text.slice(0, -1)),
  fc
    .record({
      type: fc.string().map((word) => `future_${word}`),
      sessionID: fc.string(),
      part: fc.jsonValue(),
    })
    .map((value) => JSON.stringify(value)),
);

test.each(RECORDINGS)('lines that are not known change nothing of %s', (name) => {
  const lines = recorded(name);
  const fold = FOLDS[name.split('-')[0] as string] as () => LineFold;
  const expected = known(fold(), lines);
  expect(expected.at(-1)?.kind).toBe('finished');
  const added = fc.array(fc.tuple(fc.nat(lines.length), noise), { maxLength: 20 });
  fc.assert(
    fc.property(added, (all) => {
      const noisy = lines.flatMap((line, at) => [
        ...all.filter(([place]) => place === at).map(([, text]) => text),
        line,
      ]);
      expect(known(fold(), noisy)).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});

test('notifications that are not known change nothing of Codex', () => {
  const said = codexTranscript('3-approvals').filter(({ dir, msg }) => dir === '<' && msg.method && !msg.id);
  expect(said.length).toBeGreaterThan(5);
  const turn = said.find(({ msg }) => msg.method === 'turn/completed')?.msg.params as {
    threadId: string;
    turn: { id: string };
  };
  const run = (all: readonly { method: string; params: unknown }[]): AgentEvent[] => {
    const fold = codexFold({ cwd: '/clone', threadId: turn.threadId, turnId: turn.turn.id, resumed: false });
    return all
      .filter(({ method }) => wantsNotification(method))
      .flatMap(({ method, params }) => fold(method, params).events)
      .filter(({ kind }) => kind !== 'unknown');
  };
  const all = said.map(({ msg }) => ({ method: msg.method ?? '', params: msg.params as unknown }));
  const plain = all.slice(0, all.findIndex(({ method }) => method === 'turn/completed') + 1);
  const expected = run(plain);
  expect(expected.at(-1)).toEqual({ kind: 'finished', how: 'completed' });
  const strange = fc.record({
    method: fc.oneof(
      fc.string().map((word) => `future/${word}`),
      // Known ones with parameters that are not.
      fc.constantFrom('item/completed', 'thread/tokenUsage/updated', 'turn/completed', 'error'),
    ),
    params: fc.oneof(fc.string(), fc.constant(null), fc.record({ other: fc.jsonValue() })),
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(plain.length - 1), strange), { maxLength: 10 }), (added) => {
      const noisy = plain.flatMap((one, at) => [
        ...added.filter(([place]) => place === at).map(([, other]) => other),
        one,
      ]);
      expect(run(noisy)).toEqual(expected);
    }),
    { numRuns: 100 },
  );
});
