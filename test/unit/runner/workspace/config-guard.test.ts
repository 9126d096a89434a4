import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { HARMFUL, HARMLESS } from '../../../../src/runner/workspace/config-families.ts';
import { requireUntampered, unknownSettings } from '../../../../src/runner/workspace/config-guard.ts';
import { HANG_MS } from '../../../support/limits.ts';

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
  ['submodule.x.update', '!evil'],
  ['lfs.customtransfer.x.path', 'evil'],
  ['url.x.insteadof', 'y'],
  ['something.new', 'x'],
])('%s=%s is refused and named', (key, value) => {
  expect(unknownSettings([...GOOD, [key, value]])).toEqual([key]);
});

test.each([
  // GitHub's pull requests for VS Code, GitLens, git-lfs, `make setup`, `git maintenance start`, habits.
  'remote.ann.github-pr-remote',
  'branch.main.gk-last-accessed',
  'branch.feature/x.gk-merge-target',
  'lfs.https://github.com/o/r.git/info/lfs.access',
  'lfs.https://github.com/o/r.git/info/lfs.locksverify',
  'blame.ignorerevsfile',
  'maintenance.auto',
  'maintenance.strategy',
  'push.autosetupremote',
  'rerere.enabled',
  'rerere.autoupdate',
  'branch.main.mergeoptions',
  'branch.autosetuprebase',
  'gitflow.branch.master',
  'merge.conflictstyle',
  'commit.template',
])('%s is harmless', (key) => {
  expect(unknownSettings([...GOOD, [key, 'x']])).toEqual([]);
});

test('every setting that git knows is in one of the two lists, each with its reason', () => {
  const { stdout } = spawnSync('git', ['help', '--config'], { encoding: 'utf8', timeout: HANG_MS });
  const keys = stdout.split('\n').filter((line) => /^\S+\.\S+$/.test(line));
  expect(keys.length).toBeGreaterThan(500);
  const listed = keys.map((key) => {
    const [section = '', ...rest] = key.replaceAll(/<[^>]*>|\*/g, 'x').split('.');
    const name = rest.pop() ?? '';
    const shown = [section.toLowerCase(), ...rest, name.toLowerCase()].join('.');
    const inOne = ({ keys: pattern }: { keys: RegExp }): boolean => pattern.test(shown);
    return [shown, HARMLESS.some(inOne), HARMFUL.some(inOne)] as const;
  });
  // Neither: git has learned something that nobody here has thought about. Both: the lists contradict each other.
  expect(listed.filter(([, harmless, harmful]) => harmless === harmful)).toEqual([]);
  for (const { why } of [...HARMLESS, ...HARMFUL]) expect(why).toMatch(/\w{3}/);
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
