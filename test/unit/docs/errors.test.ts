import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');

/** Codes as the source writes them: the first argument of a MaestroError, and `code:` of problems and notices. */
function codesInSource(): Set<string> {
  const codes = new Set<string>();
  for (const entry of readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    for (const [, code] of text.matchAll(/new MaestroError\(\s*'([a-z-]+\.[a-z-]+)'/g))
      codes.add(code as string);
  }
  return codes;
}

function codesInDocs(): Set<string> {
  const text = readFileSync(join(root, 'docs/errors.md'), 'utf8');
  return new Set([...text.matchAll(/^\| `([a-z-]+\.[a-z-]+)` \|/gm)].map(([, code]) => code as string));
}

describe('docs/errors.md', () => {
  it('lists every error code that the source can throw', () => {
    const documented = codesInDocs();
    expect([...codesInSource()].filter((code) => !documented.has(code)).sort()).toEqual([]);
  });

  it('lists no code that nothing throws or reports', () => {
    const source = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join('\n');
    expect([...codesInDocs()].filter((code) => !source.includes(`'${code}'`)).sort()).toEqual([]);
  });
});
