import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

// What esbuild wrote about the last build: https://esbuild.github.io/api/#metafile
const Metafile = z.object({
  outputs: z.record(
    z.string(),
    z.object({
      bytes: z.number(),
      imports: z.array(z.object({ path: z.string(), kind: z.string(), external: z.boolean().optional() })),
    }),
  ),
});
const Meta = z.object({ node: Metafile, web: Metafile });

const meta = Meta.parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../dist/meta.json'), 'utf8')));

/** Bytes of a door and of every chunk that it loads; `lazily`: those too that it loads on demand. */
function bytesOf(entry: string, lazily: boolean): number {
  const { outputs } = meta.node;
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path) || !outputs[path]) return;
    seen.add(path);
    for (const one of outputs[path].imports)
      if (!one.external && (lazily || one.kind !== 'dynamic-import')) visit(one.path);
  };
  visit(entry);
  return [...seen].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
}

describe('sizes, minified', () => {
  it.each([
    ['the whole extension', bytesOf('dist/extension.js', true), 420_000],
    ['what activation loads', bytesOf('dist/extension.js', false), 40_000],
    ['what the command line loads before it knows the command', bytesOf('dist/cli.js', false), 80_000],
    ['the stats panel', meta.web.outputs['dist/webview/stats.js']?.bytes ?? Number.NaN, 150_000],
  ])('%s: %d bytes of at most %d', (what, bytes, most) => {
    console.log(`${what}: ${bytes} bytes (at most ${most})`);
    expect(bytes).toBeLessThanOrEqual(most);
  });
});
