import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const Names = z.record(z.string(), z.string());
const { dependencies, devDependencies } = z
  .object({ dependencies: Names, devDependencies: Names })
  .parse(JSON.parse(read('package.json')));

/** Package and licence of each row below a heading. */
function rowsOf(heading: string): Map<string, string> {
  const [, below = ''] = read('docs/dependencies.md').split(`## ${heading}\n`);
  const [section = ''] = below.split('\n## ');
  return new Map(
    [...section.matchAll(/^\| `([^`]+)` \| ([^|]+) \|/gm)].map(([, name = '', licence = '']) => [
      name,
      licence,
    ]),
  );
}

describe.each([
  ['At run time', dependencies],
  ['For development', devDependencies],
])('docs/dependencies.md: %s', (heading, declared) => {
  it('names every dependency and no other', () => {
    expect([...rowsOf(heading).keys()].sort()).toEqual(Object.keys(declared).sort());
  });

  it('gives each the licence that it has', () => {
    const licences = Object.keys(declared).map((name) => {
      const { license } = z
        .object({ license: z.string() })
        .parse(JSON.parse(read(`node_modules/${name}/package.json`)));
      return [name, license] as const;
    });
    expect(rowsOf(heading)).toEqual(new Map(licences));
  });
});
