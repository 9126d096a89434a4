import { expect, test } from 'vitest';
import { protocolOf, requireCloneUrl, sameRepository } from '../../../../src/runner/workspace/address.ts';

test.each([
  ['https://github.com/o/r.git', 'https://github.com', 'https://github.com/o/r.git'],
  ['https://GitHub.com/o/r', 'https://github.com', 'https://github.com/o/r'],
  ['https://ghe.example:8443/a/o/r.git', 'https://ghe.example:8443', 'https://ghe.example:8443/a/o/r.git'],
  ['http://127.0.0.1:3000/o/r.git', 'http://127.0.0.1:3000', 'http://127.0.0.1:3000/o/r.git'],
  ['https://github.com/o/r\n.git?#', 'https://github.com', 'https://github.com/o/r.git'],
  ['http://localhost:3000/o/r.git', 'http://localhost:3000/', 'http://localhost:3000/o/r.git'],
])('takes %s at %s', (url, origin, expected) => {
  expect(requireCloneUrl(url, origin)).toBe(expected);
});

test.each([
  ['https://github.com:444/o/r.git', 'https://github.com'],
  ['http://github.com/o/r.git', 'http://github.com'],
  ['https://github.com.evil.example/o/r.git', 'https://github.com'],
  ['https://github.com/o/..%2f..', 'https://github.com'],
  ['https://github.com/o/r.git', 'nonsense'],
  ['', 'https://github.com'],
])('refuses %j at %s', (url, origin) => {
  expect(() => requireCloneUrl(url, origin)).toThrow(expect.objectContaining({ code: 'git.bad-url' }));
});

test.each([
  ['https://github.com/O/R.git', 'https://github.com/o/r', true],
  ['https://github.com/o/r/', 'https://github.com/o/r.git', true],
  ['https://github.com/o/r', 'https://github.com/o/r2', false],
  ['https://github.com/o/r', 'https://ghe.example/o/r', false],
])('%s and %s mean the same repository: %s', (a, b, same) => {
  expect(sameRepository(a, b)).toBe(same);
});

test('speaks plain http with this machine alone', () => {
  expect(protocolOf('http://127.0.0.1:1')).toBe('http');
  expect(protocolOf('http://github.com')).toBe('https');
  expect(protocolOf('https://localhost')).toBe('https');
});
