import { expect, test } from 'vitest';
import { errorText } from '../../../scripts/lib/testing/error-text.mjs';
import { closingLine, inWords, slowest, table } from '../../../scripts/lib/testing/totals.mjs';

test('counts in words, and the closing line that programs read', () => {
  const counts = { passed: 3, failed: 0, skipped: 1 };
  expect(inWords(counts)).toBe('3 passed, 1 skipped');
  expect(inWords({ ...counts, failed: 2 })).toBe('3 passed, 2 failed, 1 skipped');
  expect(closingLine(counts)).toBe('3 passed, 0 failed, 1 skipped');
});

test('a row for each stage', () => {
  const stages = new Map([
    ['unit', { counts: { passed: 2196, failed: 0, skipped: 0 }, ms: 12_340 }],
    ['integration', { counts: { passed: 9, failed: 1, skipped: 2 }, ms: 600_000 }],
  ]);
  expect(table(stages)).toEqual([
    'stage        passed  failed  skipped  seconds',
    'unit           2196       0        0     12.3',
    'integration       9       1        2    600.0',
  ]);
});

test('the slowest first', () => {
  const files = [5, 30, 1].map((ms) => ({ name: String(ms), ms }));
  expect(slowest(files, 2).map(({ ms }) => ms)).toEqual([30, 5]);
});

test('an error is told with its difference, the places of ours, and its causes', () => {
  const stack = (message: string, line: number) =>
    [
      `Error: ${message}`,
      `    at one (file:///home/me/maestro/test/a.test.ts:${line}:1)`,
      '    at run (/home/me/maestro/node_modules/vitest/run.js:2:2)',
      '    at node:internal/process:3:3',
    ].join('\n');
  const cause = { name: 'TypeError', message: 'deep', stack: stack('deep', 9) };
  const error = { name: 'Error', message: 'at /home/me/maestro/x', diff: '- 1\n+ 2\n', stack: '', cause };
  error.stack = stack(error.message, 4);
  expect(errorText(error, '/home/me/maestro')).toBe(
    [
      'Error: at /home/me/maestro/x',
      '',
      '- 1',
      '+ 2',
      '',
      '  at one (test/a.test.ts:4:1)',
      'caused by TypeError: deep',
      '  at one (test/a.test.ts:9:1)',
    ].join('\n'),
  );
  expect(errorText({ message: 'bare' }, '/r')).toBe('bare');
});
