import { expect, test } from 'vitest';
import { parseGitVersion } from '../../../../src/runner/workspace/git-version.ts';
import { cleanIdentityPart, noreplyIdentity } from '../../../../src/runner/workspace/identity.ts';

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

test('without an identity of its own a user has the noreply address of the host', () => {
  expect(noreplyIdentity({ login: 'ada', id: 7 }, 'https://github.com')).toEqual({
    name: 'ada',
    email: '7+ada@users.noreply.github.com',
  });
  expect(noreplyIdentity({ login: 'ada', id: 7, name: 'Ada <L>' }, 'https://ghe.example:8443/x')).toEqual({
    name: 'Ada L',
    email: '7+ada@users.noreply.ghe.example',
  });
  expect(cleanIdentityPart(' a\n<b>\0 ')).toBe('ab');
});
