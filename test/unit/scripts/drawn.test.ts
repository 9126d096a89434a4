import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { leftOut, MORE, ROWS, SWEEPS } from '../../../scripts/lib/testing/drawn.mjs';

const root = join(import.meta.dirname, '../../..');
const files = readdirSync(join(root, 'test/integration'), { recursive: true, encoding: 'utf8' })
  .map((path) => `test/integration/${path.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.test.ts'));
const holding = (pattern: RegExp): string[] =>
  files.filter((path) => pattern.test(readFileSync(join(root, path), 'utf8')));

test('every file that holds more with test:more is run by it, and every file that draws is in the sweeps', () => {
  const rows = ROWS.flat().map((name) => files.find((path) => path.endsWith(`/${name}.test.ts`)));
  const more = holding(/\bmore: (?:\d|'all')|\bMORE\b|\bdrawnFailures\b|\boneIn\b/);
  expect([...MORE].sort()).toEqual([...new Set([...more, ...rows])].sort());
  for (const path of holding(/\bsample\(|\bWHOLE_SWEEP\b/))
    expect(
      SWEEPS.some((part) => path.startsWith(part)),
      path,
    ).toBe(true);
  for (const path of SWEEPS) expect(existsSync(join(root, path)), path).toBe(true);
});

test('a run holds one of each row, and its seed says which', () => {
  for (const seed of ['1', '2', '3', '999999']) expect(leftOut(seed)).toHaveLength(2 * ROWS.length);
  const all = ['1', '2', '3'].flatMap((seed) => leftOut(seed));
  for (const name of ROWS.flat()) expect(all.filter((path) => path === `**/${name}.test.ts`)).toHaveLength(2);
});
