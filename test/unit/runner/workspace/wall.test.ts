import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

// No import tells who runs git, so the lint rules cannot hold this wall: this test does.
const STARTS_GIT = /\b(?:run|startProcess|startPiped|startDetached|findOnPath)\(\s*['"`]git['"`]/;
const MAY = /^(?:runner\/workspace|rehearsal\/forge\/git)\//;

test('only the workspace and the rehearsal forge start git', async () => {
  const root = join(import.meta.dirname, '../../../../src');
  const names = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const starting: string[] = [];
  for (const name of names)
    if (STARTS_GIT.test(await readFile(join(root, name), 'utf8'))) starting.push(name.replaceAll('\\', '/'));
  expect(starting.length).toBeGreaterThan(1);
  expect(starting.filter((name) => !MAY.test(name))).toEqual([]);
});
