import { expect, test } from 'vitest';
import { isBranchName, requireSha } from '../../../../src/runner/workspace/names.ts';

test.each(['symphony/12-ab12cd', 'main', 'a/b.c_d-e', 'ünï', 'x@y', 'a.lockx'])(
  '%s is a branch name',
  (name) => {
    expect(isBranchName(name)).toBe(true);
  },
);

test.each([
  ...[
    '',
    '-x',
    '--upload-pack=x',
    '/x',
    'x/',
    'x//y',
    '.x',
    'x/.y',
    'x..y',
    'x.',
    'x.lock',
    'x.lock/y',
    '@',
    'HEAD',
  ],
  ...[
    'a b',
    'a~b',
    'a^b',
    'a:b',
    'a?b',
    'a*b',
    'a[b',
    'a\\b',
    'a@{b',
    'a\0b',
    'a\nb',
    'a\u007fb',
    'x'.repeat(201),
  ],
])('%j is none', (name) => {
  expect(isBranchName(name)).toBe(false);
});

test('takes full commit ids only', () => {
  const sha = '0123456789abcdef0123456789abcdef01234567';
  expect(requireSha(sha)).toBe(sha);
  for (const bad of ['HEAD', sha.slice(1), `${sha}0`, `-${sha.slice(1)}`, sha.toUpperCase(), `${sha}\n`])
    expect(() => requireSha(bad)).toThrow(expect.objectContaining({ code: 'git.bad-sha' }));
});
