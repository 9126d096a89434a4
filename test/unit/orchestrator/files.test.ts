import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readConfig } from '../../../src/orchestrator/config/read.ts';
import type { Reading } from '../../../src/orchestrator/reading/problems.ts';
import { readWorkflow } from '../../../src/orchestrator/workflow/read.ts';

const fixtures = join(import.meta.dirname, '../../fixtures/orchestrator');
const ENV = { HOME: '/home/me', SLUG: 'from-env', LANES: '/from/env' };

const Expected = z.record(
  z.string(),
  z.union([
    z.strictObject({ value: z.record(z.string(), z.unknown()) }),
    z.strictObject({ code: z.string(), line: z.number().nullable(), says: z.string() }),
  ]),
);

/** Every file of a folder and what is expected of it. */
function casesOf(folder: string, ending: string) {
  const expected = Expected.parse(JSON.parse(readFileSync(join(fixtures, folder, 'expected.json'), 'utf8')));
  return Object.entries(expected).map(([name, want]) => ({
    name,
    want,
    text: readFileSync(join(fixtures, folder, `${name}${ending}`), 'utf8'),
  }));
}

const errorsOf = ({ problems }: Reading<unknown>) => problems.filter(({ severity }) => severity === 'error');

function hold(reading: Reading<unknown>, want: z.infer<typeof Expected>[string]): void {
  if ('value' in want) {
    expect(errorsOf(reading)).toEqual([]);
    expect(reading.value).toMatchObject(want.value);
    return;
  }
  expect(reading.value).toBeNull();
  const [first] = reading.problems;
  expect({ code: first?.code, line: first?.line }).toEqual({ code: want.code, line: want.line });
  expect(reading.problems.map(({ message }) => message).join('\n')).toContain(want.says);
}

describe('maestro.toml', () => {
  it.each(casesOf('config', '.toml'))('$name', ({ text, want }) => {
    hold(readConfig(text, '/etc/maestro.toml'), want);
  });
});

describe('WORKFLOW.md', () => {
  it.each(casesOf('workflow', '.md'))('$name', async ({ text, want }) => {
    hold(await readWorkflow(text, '/repo/WORKFLOW.md', ENV), want);
  });
});

describe('any text at all', () => {
  const seeds = [...casesOf('config', '.toml'), ...casesOf('workflow', '.md')].map(({ text }) => text);
  /** A fixture with something cut out and something put in, or plain noise behind a fence. */
  const Broken = fc
    .record({
      seed: fc.constantFrom(...seeds, '+++\n', '---\n'),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(20),
      add: fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('&a ', '*a', '__proto__: 1\n', '[[a]]\n', '"', '\0'),
      ),
    })
    .map(({ seed, at, cut, add }) => {
      const place = Math.floor(at * seed.length);
      return seed.slice(0, place) + add + seed.slice(place + cut);
    });

  it('is read or is a problem, and never thrown', async () => {
    await fc.assert(
      fc.asyncProperty(Broken, async (text) => {
        for (const reading of [
          readConfig(text, '/etc/maestro.toml'),
          await readWorkflow(text, '/repo/WORKFLOW.md', ENV),
        ])
          expect(reading.value === null).toBe(errorsOf(reading).length > 0);
      }),
      { numRuns: 300 },
    );
  });
});
