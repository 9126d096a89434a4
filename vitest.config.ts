import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { HANG_MS } from './test/support/limits.ts';

/** One file after the other: browsers and measurements want the machine for themselves. */
const ALONE = { pool: 'forks', poolOptions: { forks: { singleFork: true } } } as const;

/** What takes a minute and more: begun late, it would run on when everything else is done. */
const LONG = /\/(agents|sweeps|control)\/|\/(opencode|gemini|acp)\.test/;

/** A first run knows no times yet, and Vitest then goes by the size of the files. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = (file: TestSpecification): boolean => LONG.test(file.moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongFirst },
    // Read here only, never from a project. Without these numbers two cores mean one worker.
    poolOptions: {
      // One set of modules a worker and not one a file: loading them again is half of the unit tests' whole time. Nothing
      // of ours keeps state in a module.
      threads: { maxThreads: 2, isolate: false },
      forks: { maxForks: 2, isolate: false },
    },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          testTimeout: 60_000,
          pool: 'threads',
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          pool: 'forks',
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/support/vscode/shared-editor.ts',
          // More than what is waited for inside: that tells better what did not come.
          testTimeout: 3 * HANG_MS,
          hookTimeout: 3 * HANG_MS,
          teardownTimeout: HANG_MS,
          ...ALONE,
        },
      },
      {
        test: {
          name: 'bench',
          include: ['test/bench/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          ...ALONE,
        },
      },
    ],
  },
});
