import { expect, test } from 'vitest';
import { parseGitVersion } from '../../../../src/runner/workspace/git-version.ts';
import { cleanIdentityPart } from '../../../../src/runner/workspace/identity.ts';

test.each([
  ['git version 2.39.5', '2.39.5'],
  ['git version 2.39.5 (Apple Git-154)', '2.39.5'],
  ['git version 2.47.1.windows.2', '2.47.1'],
  ['git version 2.50', '2.50'],
  ['hub version 2.14', undefined],
  ['', undefined],
])('the version in %j is %s', (text, version) => {
  expect(parseGitVersion(text)).toBe(version);
});

test('an identity cannot break out of its place in a commit', () => {
  expect(cleanIdentityPart(' a\n<b>\0 ')).toBe('ab');
});
