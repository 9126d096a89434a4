import { expect, test } from 'vitest';
import { parsePullAddress, parseRepositoryAddress } from '../../../src/github/web-address.ts';

test.each([
  ['https://github.com/o/r/pull/1', 'https://github.com', 1],
  ['HTTPS://GitHub.com/o/r/pull/1/', 'https://github.com', 1],
  ['http://127.0.0.1:3000/o/r/pull/999999999', 'http://127.0.0.1:3000', 999_999_999],
  ['https://host.example/git/o/r/pull/12', 'https://host.example/git', 12],
  ['https://github.com/o/r/pull/1/files', 'https://github.com', undefined],
  ['https://github.com/o/r/pull/0', 'https://github.com', undefined],
  ['https://github.com/o/r/pull/1e3', 'https://github.com', undefined],
  ['https://github.com/o/r/pull/1234567890', 'https://github.com', undefined],
  ['https://github.com/o/r/pull/1?x', 'https://github.com', undefined],
  ['https://me:secret@github.com/o/r/pull/1', 'https://github.com', undefined],
  ['https://github.com.evil.example/o/r/pull/1', 'https://github.com', undefined],
  ['http://github.com/o/r/pull/1', 'https://github.com', undefined],
  ['https://github.com/../r/pull/1', 'https://github.com', undefined],
  ['o/r#1', 'https://github.com', undefined],
  ['', 'https://github.com', undefined],
])('%s at %s names pull request %s', (text, webUrl, number) => {
  expect(parsePullAddress(text, webUrl)?.number).toBe(number);
});

test.each([
  ['https://github.com/o/r.git', 'https://github.com', { owner: 'o', name: 'r' }],
  ['https://github.com/o/r/', 'https://github.com', { owner: 'o', name: 'r' }],
  ['https://host.example/git/o/r.git', 'https://host.example/git', { owner: 'o', name: 'r' }],
  ['https://host.example/o/r.git', 'https://host.example/git', undefined],
  ['https://example.com/o/r.git', 'https://github.com', undefined],
  ['https://github.com/o', 'https://github.com', undefined],
  ['git@github.com:o/r.git', 'https://github.com', undefined],
])('%s at %s is the repository %j', (cloneUrl, webUrl, repo) => {
  expect(parseRepositoryAddress(cloneUrl, webUrl)).toEqual(repo);
});
