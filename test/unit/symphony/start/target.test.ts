import { describe, expect, it } from 'vitest';
import { parseTarget } from '../../../../src/symphony/start/target.ts';

const WEB = 'https://github.com';

describe('parseTarget', () => {
  it.each([
    ['octo/hello#12', 'octo/hello', 12],
    ['  octo/hello.js#1  ', 'octo/hello.js', 1],
    ['https://github.com/octo/hello/issues/12', 'octo/hello', 12],
    ['https://github.com/octo/hello/issues/12/', 'octo/hello', 12],
    ['https://github.com/octo/hello/issues/12?x=1#issuecomment-3', 'octo/hello', 12],
    ['https://GitHub.com/octo/hello/issues/7', 'octo/hello', 7],
  ])('reads %s', (text, slug, issue) => {
    expect(parseTarget(text, WEB)).toEqual({ slug, issue });
  });

  it('reads addresses of an enterprise host, below a path too', () => {
    expect(parseTarget('http://127.0.0.1:4000/o/r/issues/3', 'http://127.0.0.1:4000')).toEqual({
      slug: 'o/r',
      issue: 3,
    });
    expect(parseTarget('https://h/git/o/r/issues/3', 'https://h/git/')).toEqual({ slug: 'o/r', issue: 3 });
  });

  it.each([
    '',
    'octo/hello',
    'octo/hello#0',
    'octo/hello#1x',
    'octo/hello#99999999999',
    'octo/../hello#1',
    '-octo/hello#1',
    'a/b/c#1',
    'octo/hello .git#1',
    'https://evil.example/octo/hello/issues/1',
    'https://github.com.evil.example/octo/hello/issues/1',
    'http://github.com/octo/hello/issues/1',
    'https://github.com/octo/hello/pull/1',
    'https://github.com/octo/hello/issues/1/edit',
    'javascript:alert(1)',
    `${'a'.repeat(100_000)}/b#1`,
  ])('refuses %j', (text) => {
    expect(() => parseTarget(text, WEB)).toThrow(expect.objectContaining({ code: 'start.bad-target' }));
  });
});
