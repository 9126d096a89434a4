import { expect, test } from 'vitest';
import { requireUntampered, unknownSettings } from '../../../../src/runner/workspace/config-guard.ts';

const GOOD = [
  ['core.repositoryformatversion', '1'],
  ['core.bare', 'false'],
  ['extensions.partialclone', 'origin'],
  ['remote.origin.url', 'https://github.com/o/r.git'],
  ['remote.origin.promisor', 'true'],
  ['branch.symphony/1-a.b.remote', 'origin'],
] as const;

test('knows what a clone of ours holds', () => {
  expect(unknownSettings(GOOD)).toEqual([]);
  expect(() => requireUntampered('/x', GOOD, 'https://github.com/O/R')).not.toThrow();
});

test.each([
  ['core.worktree', '/'],
  ['core.bare', 'true'],
  ['extensions.partialclone', 'evil'],
  ['extensions.worktreeconfig', 'true'],
  ['remote.evil.promisor', 'true'],
  ['remote.origin.uploadpack', 'x'],
  ['branch.x.mergeoptions', 'x'],
  ['submodule.x.update', '!evil'],
  ['submodule.x.fetchrecursesubmodules', 'true'],
  ['lfs.customtransfer.x.path', 'evil'],
  ['url.x.insteadof', 'y'],
  ['something.new', 'x'],
])('%s=%s is refused and named', (key, value) => {
  expect(unknownSettings([...GOOD, [key, value]])).toEqual([key]);
});

test('the origin must be the one that was cloned, once', () => {
  const bad = expect.objectContaining({
    code: 'git.config-tampered',
    remedy: expect.stringContaining('--unset'),
  });
  expect(() => requireUntampered('/x', GOOD, 'https://github.com/o/other.git')).toThrow(bad);
  expect(() =>
    requireUntampered(
      '/x',
      [...GOOD, ['remote.origin.url', 'https://github.com/o/r.git']],
      'https://github.com/o/r.git',
    ),
  ).toThrow(bad);
});

test('the origin may be written in one of the ssh forms', () => {
  const others = GOOD.filter(([key]) => key !== 'remote.origin.url');
  for (const url of ['git@github.com:o/r.git', 'ssh://git@github.com/o/r'])
    expect(() =>
      requireUntampered('/x', [...others, ['remote.origin.url', url]], 'https://github.com/o/r.git'),
    ).not.toThrow();
  expect(() =>
    requireUntampered(
      '/x',
      [...others, ['remote.origin.url', 'git@evil.example:o/r']],
      'https://github.com/o/r',
    ),
  ).toThrow();
});

test('a hostile key is shown harmlessly, and a thousand are counted', () => {
  const many = Array.from({ length: 1_000 }, (_, n) => [`evil.\u001b[31m\n${n}.x`, 'y'] as const);
  expect(() => requireUntampered('/x', many, null)).toThrow(/evil\. 0\.x, .* and 995 others/);
});
