import { expect, test } from 'vitest';
import { closingReferences } from '../../../src/rehearsal/forge/world/closing.ts';
import { expectLinear, filled } from '../../support/linear.ts';

const WEB = 'http://127.0.0.1:9';
const close = (body: string): string[] =>
  closingReferences(body, 'o/r', WEB).map(({ slug, number }) => `${slug}#${number}`);

test.each([
  ['Closes #1', ['o/r#1']],
  ['close #1, closed #2 and FIXES: #3', ['o/r#1', 'o/r#2', 'o/r#3']],
  ['fix #4 fixed #5 resolve #6 resolves #7 resolved #8', ['o/r#4', 'o/r#5', 'o/r#6', 'o/r#7', 'o/r#8']],
  ['Closes other/repo.js#12', ['other/repo.js#12']],
  [`Resolves ${WEB}/a/b/issues/3.`, ['a/b#3']],
  [`Resolves ${WEB}/a/b/issues/3#issuecomment-9`, ['a/b#3']],
  ['Closes #1 closes #1', ['o/r#1']],
])('%s closes', (body, expected) => {
  expect(close(body)).toEqual(expected);
});

test.each([
  'see #1',
  'encloses #1',
  'prefix #1',
  'Closes#1',
  'Closes #1a',
  'Closes #',
  'Closes https://github.com/a/b/issues/3',
  `Closes ${WEB}/a/b/pull/3`,
  'Closes\n\n#1',
])('%s closes nothing', (body) => {
  expect(close(body)).toEqual([]);
});

test('a megabyte is read in linear time', () => {
  expectLinear(close, (size) => filled(size, 'closes '));
  expectLinear(close, (size) => filled(size / 2, 'a', 'closes ', filled(size / 2, 'b', '/', '#1')));
  expectLinear(close, (size) => filled(size, ' ', 'fixes ', '#1'));
});
