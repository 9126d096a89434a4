import { describe, expect, it } from 'vitest';
import { checkIssue } from '../../../../src/symphony/checks/check.ts';
import { readDocumentList } from '../../../../src/symphony/issues/documents.ts';
import { revealHidden } from '../../../../src/symphony/issues/hidden.ts';
import { COSTLY_NAMES, costlyText } from '../../../support/hostile-texts.ts';
import { expectLinear } from '../../../support/linear.ts';

describe('a megabyte from a stranger is read in linear time', () => {
  it.each(COSTLY_NAMES)('%s', (name) => {
    for (const read of [readDocumentList, revealHidden, checkIssue])
      expectLinear(read, (size) => costlyText(name, size));
  });

  it('reads a megabyte of documents in full', () => {
    const lines = Array.from({ length: 50_000 }, (_, index) => `- docs/plan-${index}.md`);
    expect(readDocumentList(lines.join('\n')).documents).toHaveLength(50_000);
  });
});
