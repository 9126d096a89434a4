import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SteerLine } from '../../../src/runner/agents/agent.ts';
import { codexStage, usageIn } from '../../support/agent-turn.ts';
import { HANG_MS } from '../../support/limits.ts';
import { eventually } from '../../support/waits.ts';

/** A source that has its lines when a file is there, and remembers which were taken. */
function typed(when: () => boolean, lines: string[], last: () => void) {
  const taken: string[] = [];
  async function* source(): AsyncGenerator<SteerLine> {
    await eventually(when, () => 'the command runs');
    for (const text of lines)
      yield {
        text,
        async taken() {
          if (taken.push(text) === lines.length) last();
        },
      };
  }
  return { taken, source };
}

test('a line that is typed reaches the turn of a real Codex that is under way', async () => {
  const stage = await codexStage(({ before }) =>
    before === 0
      ? { shell: 'touch begun; until [ -e told ]; do sleep 0.1; done', yieldMs: HANG_MS }
      : { say: 'Yes.' },
  );
  // While a command runs: during a response Codex gives that response up, and tells nothing of its tokens.
  const { taken, source } = typed(
    () => existsSync(join(stage.dir, 'begun')),
    ['Use British spelling', 'And be brief'],
    () => writeFileSync(join(stage.dir, 'told'), ''),
  );
  const events = await stage.run({ steering: source });
  expect(events.at(-1)).toEqual({ kind: 'finished', how: 'completed' });
  expect(taken).toEqual(['Use British spelling', 'And be brief']);
  // One turn: what was typed is the newest word of the user in its next request.
  expect(stage.model.asked[0]?.prompt).toBe(stage.turn.prompt);
  expect(stage.model.asked.at(-1)?.prompt).toContain('And be brief');
  expect(usageIn(events)).toEqual(stage.model.served());
  await stage.nothingLeft();
});

test('a line that comes when the turn is over is not taken', async () => {
  const stage = await codexStage(() => ({ say: 'Yes.' }));
  const taken: string[] = [];
  let over: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    over = resolve;
  });
  const left: Promise<void>[] = [];
  const source = (signal: AbortSignal): AsyncIterable<SteerLine> =>
    (async function* () {
      left.push(new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })));
      await ended;
      yield { text: 'Too late', taken: async () => void taken.push('Too late') };
    })();
  await stage.run({ steering: source });
  over();
  await Promise.all(left);
  expect(left).toHaveLength(1);
  expect(taken).toEqual([]);
  await stage.nothingLeft();
});
