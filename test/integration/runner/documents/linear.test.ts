import { afterEach, describe, expect, it } from 'vitest';
import { MaestroError } from '../../../../src/platform/errors.ts';
import { findGates } from '../../../../src/runner/documents/gates.ts';
import { findHalt } from '../../../../src/runner/documents/halt.ts';
import { findOddBoxes } from '../../../../src/runner/documents/odd-boxes.ts';
import { readTasks } from '../../../../src/runner/documents/tasks.ts';
import { COSTLY_NAMES, costlyText } from '../../../support/hostile-texts.ts';
import { expectLinear } from '../../../support/linear.ts';
import { MORE, sample, testSeed } from '../../../support/seed.ts';

/** Refusing is an answer too: what counts is that it comes in time. */
function readOrRefuse(markdown: string): void {
  try {
    readTasks(markdown);
    findHalt(markdown);
    findGates(markdown);
    findOddBoxes(markdown);
  } catch (error) {
    if (!(error instanceof MaestroError && error.code.startsWith('document.'))) throw error;
  }
}

// These compute without a pause: Vitest must hear from its worker at least once a minute.
afterEach(() => new Promise((done) => setImmediate(done)));

describe('a megabyte of a document is read or refused in linear time', () => {
  // A few of them each time, with the seed that chose them; all of them with `npm run test:more`.
  it.each(sample(COSTLY_NAMES, { drawn: 2, more: 'all' }, testSeed()))('%s', (name) => {
    expectLinear(readOrRefuse, (size) => costlyText(name, size));
  });

  // A megabyte of tasks takes ten seconds: a quarter of it in every run, the whole with `npm run test:more`.
  it('reads a document that is nothing but tasks', () => {
    const size = (MORE ? 1024 : 256) * 1024 - 8;
    expect(readTasks(costlyText('tasks', size)).length).toBeGreaterThan(size / 35);
  });
});
