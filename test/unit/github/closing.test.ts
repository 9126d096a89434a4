import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closesIssue, closingReferences } from '../../../src/github/closing.ts';
import { expectLinear, filled } from '../../support/linear.ts';

const WEB = 'https://github.com';
const closes = (body: string): boolean => closesIssue(body, 'Octo/Repo', 12, WEB);

describe('closesIssue', () => {
  test.each([
    ...['close', 'closes', 'closed', 'fix', 'fixes', 'fixed', 'resolve', 'resolves', 'resolved'].map(
      (keyword) => `${keyword} #12`,
    ),
    'CLOSES #12',
    'Fixes: #12',
    'fixes : #12',
    'This change closes #12.',
    'Closes #11, closes #12',
    '(closes #12)',
    '_Closes #12_',
    'Closes\n#12',
    'Closes octo/repo#12',
    'Closes OCTO/Repo#12',
    'Resolves https://github.com/octo/repo/issues/12',
    'resolves HTTPS://GitHub.com/octo/repo/issues/12, thanks',
    '- [ ] closes #12',
    '> fixes #12',
    '```\ncode\n```\ncloses #12',
    'a lone ` and closes #12',
    '`code` closes #12 `more`',
    '<!-- note --> closes #12',
  ])('%j closes #12', (body) => {
    expect(closes(body)).toBe(true);
  });

  test.each([
    '',
    '#12',
    'see #12',
    'part of #12',
    'closes the door, see #12',
    'closes 12',
    'closes#12',
    'closes #123',
    'closes #1 2',
    'closes #012',
    'closes #12abc',
    'discloses #12',
    'prefix #12',
    'fixing #12',
    'closer #12',
    'closes other/repo#12',
    'closes octo/repo2#12',
    'closes x/octo/repo#12',
    'closes https://github.com/other/repo/issues/12',
    'closes https://github.com/octo/repo/pull/12',
    'closes https://github.com.evil.example/octo/repo/issues/12',
    'closes https://evil.example/octo/repo/issues/12',
    'closes https://github.com/octo/repo/issues/12/edit',
    'closes https://github.com/octo/repo/issues/12#issuecomment-1',
    '<!-- closes #12 -->',
    '<!-- closes #12',
    'closes <!-- x --> #12',
    '`closes #12`',
    '``closes ` #12``',
    '```\ncloses #12\n```',
    '~~~ text\ncloses #12',
    '````\n```\ncloses #12\n````',
  ])('%j does not', (body) => {
    expect(closes(body)).toBe(false);
  });

  test('a bare number means the repository of the pull request, whatever its name', () => {
    expect(
      closingReferences('Fixes #1, resolves a/b#2 and closes https://github.com/c/d/issues/3', WEB),
    ).toEqual([
      { slug: null, number: 1 },
      { slug: 'a/b', number: 2 },
      { slug: 'c/d', number: 3 },
    ]);
  });

  test("an enterprise host's own issue addresses count, github.com's do not", () => {
    const body = 'closes https://ghe.example:8443/o/r/issues/5 closes https://github.com/o/r/issues/6';
    expect(closingReferences(body, 'https://ghe.example:8443')).toEqual([{ slug: 'o/r', number: 5 }]);
  });

  test('never throws and finds only what a keyword stands before', () => {
    const parts = fc.constantFrom(
      'closes',
      ' ',
      '#',
      '12',
      '`',
      '```',
      '\n',
      '<!--',
      '-->',
      'o/r',
      'x',
      '~~~',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 60 }), (pieces) => {
        const body = pieces.join('');
        if (closesIssue(body, 'o/r', 12, WEB)) expect(body).toMatch(/closes\s+(?:o\/r)?#12/);
      }),
    );
  });

  test.each([
    ['closes ', 'closes '],
    ['spaces', ' '],
    ['keywords and slashes', 'fix a/'],
    ['backtick runs', '` `` ``` '],
    ['comment openings', '<!--'],
    ['comments', '<!---->'],
    ['fences', '```\n'],
    ['references', 'closes #12 '],
    ['long names', 'closes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
    ['digits', 'closes #1234567890123'],
  ])('1 MiB of %s is read in linear time', (_name, piece) => {
    expectLinear(closes, (size) => filled(size, piece));
  });

  test('1 MiB of backtick runs of ever new lengths is linear too', () => {
    expectLinear(closes, (size) => {
      let body = '';
      for (let length = 1; body.length < size; length++) body += `${'`'.repeat(length)} `;
      return body;
    });
  });
});
