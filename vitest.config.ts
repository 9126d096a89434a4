import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { HANG_MS, slowness, TEST_MS } from './test/support/limits.ts';

// Measured here, once: its workers and what they start are told.
process.env.MAESTRO_SLOWNESS ??= String(slowness());

/** What only a test that hangs takes. */
const LIMITS = { testTimeout: TEST_MS, hookTimeout: TEST_MS } as const;

/** One file after the other: browsers and measurements want the machine for themselves. */
const ALONE = { pool: 'forks', poolOptions: { forks: { singleFork: true } } } as const;

/** Not more than cores, and not more than two: so it was measured, with agents and servers beside each. */
const WORKERS = Math.min(2, availableParallelism());

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
      threads: { maxThreads: WORKERS, isolate: false },
      forks: { maxForks: WORKERS, isolate: false },
    },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          ...LIMITS,
          pool: 'threads',
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          ...LIMITS,
          globalSetup: ['test/support/shelf-setup.ts'],
          pool: 'forks',
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          ...LIMITS,
          globalSetup: ['test/support/vscode/shared-editor.ts'],
          teardownTimeout: HANG_MS,
          ...ALONE,
        },
      },
      {
        test: {
          name: 'bench',
          include: ['test/bench/**/*.test.ts'],
          ...LIMITS,
          globalSetup: ['test/support/shelf-setup.ts'],
          ...ALONE,
        },
      },
    ],
  },
});
