import { afterEach, describe, expect, it } from 'vitest';
import { checkIssue } from '../../../../src/symphony/checks/check.ts';
import { readDocumentList } from '../../../../src/symphony/issues/documents.ts';
import { revealHidden } from '../../../../src/symphony/issues/hidden.ts';
import { COSTLY_NAMES, costlyText } from '../../../support/hostile-texts.ts';
import { expectLinear } from '../../../support/linear.ts';
import { sample, testSeed } from '../../../support/seed.ts';

// These compute without a pause: Vitest must hear from its worker at least once a minute.
afterEach(() => new Promise((done) => setImmediate(done)));

describe('a megabyte from a stranger is read in linear time', () => {
  // Some of them each time, with the seed that chose them; all of them with `npm run test:more`.
  it.each(sample(COSTLY_NAMES, { drawn: 6, more: 'all' }, testSeed()))('%s', (name) => {
    for (const read of [readDocumentList, revealHidden, checkIssue])
      expectLinear(read, (size) => costlyText(name, size));
  });

  it('reads a megabyte of documents in full', () => {
    const lines = Array.from({ length: 50_000 }, (_, index) => `- docs/plan-${index}.md`);
    expect(readDocumentList(lines.join('\n')).documents).toHaveLength(50_000);
  });
});
