import { expect, test } from 'vitest';
import { progressReader } from '../../../../src/runner/workspace/progress.ts';

function told(pieces: readonly string[]): string[] {
  const seen: string[] = [];
  const read = progressReader('history', (stage, percent) => seen.push(`${stage} ${percent}`));
  for (const piece of pieces) read(piece);
  return seen;
}

test('tells each stage and percentage once, however the text is cut', () => {
  const text =
    'remote: Enumerating objects: 5, done.\nremote: Counting objects:  50% (1/2)\rremote: Counting objects: 100% (2/2), done.\n' +
    'Receiving objects:   0% (0/9)\rReceiving objects:   0% (1/99)\rReceiving objects: 100% (9/9), 1.0 KiB | 1.00 MiB/s, done.\n' +
    'Resolving deltas: 100% (3/3), done.\nUpdating files: 100% (4/4), done.\n';
  const expected = [
    'Preparing history 50',
    'Preparing history 100',
    'Receiving history 0',
    'Receiving history 100',
    'Resolving history 100',
    'Writing files 100',
  ];
  expect(told([text])).toEqual(expected);
  expect(told([...text])).toEqual(expected);
});

test("passes nothing of a server's own words on, and keeps no endless line", () => {
  expect(told(['remote: Evil words: 50% (1/2)\n', `remote: ${'x'.repeat(1_000_000)}`, '\n'])).toEqual([]);
  expect(told(['Receiving objects: 999% (9/1)\r'])).toEqual(['Receiving history 100']);
});
