import { expect, test } from 'vitest';
import { parseNumstat } from '../../../../src/runner/workspace/diff.ts';
import { committable, parseStatus } from '../../../../src/runner/workspace/status.ts';

test('reads the status and leaves out what is no part of a commit', () => {
  const entries = parseStatus(
    [
      ' M a.txt',
      'A  b.txt',
      '?? .maestro/flows/x',
      '?? .maestro/symphony/abcdefgh/01.md',
      '?? .MAESTRO/Symphony/abcdefgh/02.md',
      '?? .maestro/symphony/abcdefghi/01.md',
      '?? nested/',
      'D  c',
      '?? c',
      '?? .maestro-not',
      '',
    ].join('\0'),
  );
  expect(entries).toHaveLength(10);
  expect(entries.filter(({ staged }) => staged).map(({ path }) => path)).toEqual(['b.txt', 'c']);
  const theirs = [
    'a.txt',
    'b.txt',
    '.maestro/flows/x',
    '.maestro/symphony/abcdefghi/01.md',
    'c',
    '.maestro-not',
  ];
  expect(committable(entries, '.maestro/symphony/abcdefgh')).toEqual(theirs);
  expect(committable(entries, null)).toHaveLength(8);
});

test('adds up numstat, with renames, binary files and tabs in names', () => {
  expect(parseNumstat('3\t1\ta\tb.txt\0-\t-\timage.png\x000\t0\t\0old\0new\x0010\t0\tc\0')).toEqual({
    files: 4,
    insertions: 13,
    deletions: 1,
  });
  expect(parseNumstat('')).toEqual({ files: 0, insertions: 0, deletions: 0 });
});
