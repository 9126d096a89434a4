import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, onTestFinished } from 'vitest';
import { type LiveProcess, startProcess } from '../../src/platform/process/run.ts';
import { RUN_ENV } from './run-env.ts';
import { onShelf } from './shelf.ts';

let made: Promise<string> | undefined;

/** The folder with all of the programs, bundled once a worker: each of them alone would take as long as all together. */
function bundles(): Promise<string> {
  made ??= bundleAll();
  return made;
}

async function bundleAll(): Promise<string> {
  const dir = await onShelf('children');
  const sources = join(import.meta.dirname, 'children');
  await build({
    entryPoints: (await readdir(sources)).map((name) => join(sources, name)),
    outdir: dir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: {
      js: "import { createRequire as __nodeRequire } from 'node:module';\nconst require = __nodeRequire(import.meta.url), __filename = import.meta.filename;",
    },
    logLevel: 'error',
  });
  return dir;
}

/** A program of `test/support/children`, for all tests of a file. */
export interface ChildProgram {
  /** The bundled file, for those who start it by themselves. */
  file(): string;
  /** Starts it; whatever is left of it when the test ends is ended. */
  start(...args: string[]): Promise<LiveProcess>;
}

/** Call it at the top level: the program is bundled before the tests. `nodeFlags` are for Node.js itself. */
export function childProgram(source: string, nodeFlags: readonly string[] = []): ChildProgram {
  let dir = '';
  const file = (): string => join(dir, `${basename(source, '.ts')}.mjs`);
  beforeAll(async () => {
    dir = await bundles();
  });
  return {
    file,
    async start(...args) {
      const child = await startProcess(process.execPath, [...nodeFlags, file(), ...args], {
        cwd: dir,
        env: { PATH: process.env.PATH, ...RUN_ENV },
      });
      onTestFinished(() => child.stop(0));
      return child;
    },
  };
}
