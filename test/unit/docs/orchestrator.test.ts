import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ConfigFile } from '../../../src/orchestrator/config/schema.ts';
import { TomlMatter } from '../../../src/orchestrator/workflow/toml-schema.ts';

const root = join(import.meta.dirname, '../../..');
const page = (name: string): string => readFileSync(join(root, 'docs/orchestrator', name), 'utf8');

const Leaves = z.object({ properties: z.record(z.string(), z.unknown()) });

/** Every key of a schema by its dotted path; `defaults` is what it comes to when nothing is said. */
function keysOf(schema: unknown, above = ''): Map<string, unknown> {
  const { properties } = Leaves.parse(schema);
  return new Map(
    Object.entries(properties).flatMap(([key, inner]): [string, unknown][] => {
      const path = above + key;
      if (Leaves.safeParse(inner).success) return [...keysOf(inner, `${path}.`)];
      return [[path, (inner as { default?: unknown }).default]];
    }),
  );
}

/** Key and default of each row of the tables in a text. */
function rowsOf(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/^\| `([a-z_.]+)` \| ([^|]+) \|/gm)].map(([, key = '', said = '']) => [
      key,
      said.trim(),
    ]),
  );
}

describe.each([
  ['config.md', ConfigFile, page('config.md')],
  ['workflow.md', TomlMatter, page('workflow.md').split('## YAML')[0] ?? ''],
])('docs/orchestrator/%s', (_, schema, text) => {
  const keys = keysOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  const rows = rowsOf(text);

  it('names every key and no other', () => {
    const named = [...rows.keys()].filter((key) => !/^(config|workflow)\./.test(key));
    expect(named.sort()).toEqual([...keys.keys()].sort());
  });

  it('gives each the default that it has', () => {
    for (const [key, value] of keys) {
      if (value === undefined) continue;
      const said = rows.get(key)?.replace(/^`|`$/g, '');
      expect(said, key).toBe(typeof value === 'string' ? value : JSON.stringify(value).replaceAll(',', ', '));
    }
  });
});

describe('the errors of both pages', () => {
  it.each([
    ['config', page('config.md')],
    ['workflow', page('workflow.md')],
  ])('%s: those that the source can give', (room, text) => {
    const sources = ['src/orchestrator', 'src/cli/commands'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')),
    );
    const given = new Set(
      sources.flatMap((one) =>
        [...one.matchAll(new RegExp(`'(${room}\\.[a-z-]+)'`, 'g'))].map(([, code]) => code),
      ),
    );
    for (const built of [`${room}.bad-value`, `${room}.unknown-key`]) given.add(built);
    const told = [...text.matchAll(new RegExp(`^\\| \`(${room}\\.[a-z-]+)\``, 'gm'))].map(([, code]) => code);
    expect(told.sort()).toEqual([...given].sort());
  });
});
