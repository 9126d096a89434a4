import { describe, expect, it } from 'vitest';
import { MaestroError } from '../../../../src/platform/errors.ts';
import { findHalt } from '../../../../src/runner/documents/halt.ts';
import { readTasks } from '../../../../src/runner/documents/tasks.ts';
import { COSTLY_NAMES, costlyText } from '../../../support/hostile-texts.ts';
import { expectLinear } from '../../../support/linear.ts';
import { sample, testSeed } from '../../../support/seed.ts';

/** Refusing is an answer too: what counts is that it comes in time. */
function readOrRefuse(markdown: string): void {
  try {
    readTasks(markdown);
    findHalt(markdown);
  } catch (error) {
    if (!(error instanceof MaestroError && error.code.startsWith('document.'))) throw error;
  }
}

describe('a megabyte of a document is read or refused in linear time', () => {
  // A few of them each time, with the seed that chose them; all of them in the sweeps.
  it.each(sample(COSTLY_NAMES, 6, testSeed()))('%s', (name) => {
    expectLinear(readOrRefuse, (size) => costlyText(name, size));
  });

  it('reads thirty thousand tasks', () => {
    const markdown = costlyText('tasks', 1024 * 1024 - 8);
    const start = performance.now();
    expect(readTasks(markdown).length).toBeGreaterThan(30_000);
    console.log(`1 MiB of tasks: ${Math.round(performance.now() - start)} ms`);
  });
});
