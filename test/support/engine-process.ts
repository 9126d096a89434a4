import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';
import { run } from '../../src/platform/process/run.ts';
import type { Orders } from './engine-child.ts';

/** How an engine's process ended; `exitCode` is undefined when it killed itself. */
export interface EngineEnd {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/** Engines as real processes, for all tests of a file: call it at the top level. The bundle is made once. */
export function engineProcesses(): (orders: Orders) => Promise<EngineEnd> {
  let dir = '';
  const file = (): string => join(dir, 'engine-child.mjs');
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'maestro-test-engine-'));
    await build({
      entryPoints: [join(import.meta.dirname, 'engine-child.ts')],
      outfile: file(),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      // As in scripts/build.mjs: CommonJS dependencies call require(); write-file-atomic asks for its __filename.
      banner: {
        js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url), __filename = import.meta.filename;",
      },
      logLevel: 'error',
    });
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));
  return (orders) =>
    run(process.execPath, [file(), JSON.stringify(orders)], {
      env: { PATH: process.env.PATH, MAESTRO_TEST_RUN: process.env.MAESTRO_TEST_RUN },
      timeoutMs: 150_000,
    });
}
