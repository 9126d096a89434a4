import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { INVALID, PATHS } from '../../../src/orchestrator/attempt/disposition.ts';
import { TOOL_NAMES, toolSpecs } from '../../../src/orchestrator/tools/specs.ts';

const root = join(import.meta.dirname, '../../..');
const text = readFileSync(join(root, 'docs/orchestrator/tools.md'), 'utf8');
const rows = [...text.matchAll(/^\| `([^`]+)` \| ([^|]*) \|/gm)].map(([, name = '', next = '']) => ({
  name,
  next,
}));
const first = (pattern: RegExp): string[] =>
  rows.map(({ name }) => name).filter((name) => pattern.test(name));

test('docs/orchestrator/tools.md names every tool with every input, and no other', () => {
  const specs = toolSpecs(TOOL_NAMES);
  const documented = rows.filter(({ name }) => /^(?:issue|lane|linear)_/.test(name));
  expect(documented.map(({ name }) => name)).toEqual(specs.map(({ name }) => name));
  for (const { name, inputSchema } of specs) {
    const { properties } = inputSchema as { properties: Record<string, unknown> };
    const next = documented.find((row) => row.name === name)?.next ?? '';
    expect(next.split(', ').map((word) => word.replaceAll('`', ''))).toEqual(Object.keys(properties));
  }
});

test('it names every refusal of the tools, and no other', () => {
  const folder = join(root, 'src/orchestrator/tools');
  const source = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const codes = source.flatMap((file) =>
    [...file.matchAll(/'((?:tool|handoff)\.[a-z-]+)'/g)].map(([, code]) => code),
  );
  expect(first(/^(?:tool|handoff)\./).sort()).toEqual([...new Set(codes)].sort());
});

test('it names every end, and every invalid one', () => {
  expect(first(/^(?:review_handoff|manual_attention)$/)).toEqual([...PATHS]);
  const invalid = first(/^disposition\./).map((code) => code.slice('disposition.'.length));
  expect(invalid.sort()).toEqual(Object.keys(INVALID).sort());
});
