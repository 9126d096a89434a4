import { basename, dirname, join, resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { laneName, laneOf } from '../../../../src/orchestrator/lane/names.ts';
import { isBranchName } from '../../../../src/runner/workspace/names.ts';

const ROOT = resolve('/lanes');
const laneFor = (identifier: string) => laneOf({ id: 'app', workspaceRoot: ROOT }, { id: 'i', identifier });

test('an ordinary identifier names folder and branch', () => {
  expect(laneFor('ENG-12')).toEqual({
    issueId: 'i',
    identifier: 'ENG-12',
    name: 'ENG-12',
    dir: join(ROOT, 'ENG-12'),
    branch: 'x/app-eng-12',
  });
  for (const same of ['repo-12', 'My.Repo_x-3', 'a.lockx', 'console-1', 'x-0123456789abcde'])
    expect(laneName(same)).toBe(same);
});

test.each([
  ['../../x', '_.__._x'],
  ['.', '_'],
  ['..', '__'],
  ['', '_'],
  ['.git', '_git'],
  ['.GIT', '_GIT'],
  ['-rf', '_rf'],
  ['a..b', 'a_.b'],
  ['a.', 'a_'],
  ['a.lock', 'a_lock'],
  ['con', '_con'],
  ['CON.txt', '_CON.txt'],
  ['lpt1', '_lpt1'],
  ['a b', 'a_b'],
  ['a/b', 'a_b'],
  ['a\0b', 'a_b'],
  ['ünï', '_n_'],
  ['a\\..\\b', 'a__._b'],
])('%j cannot be one: the readable rest and a hash', (identifier, readable) => {
  const name = laneName(identifier);
  expect(name.slice(0, -17)).toBe(readable);
  expect(name).toMatch(/-[0-9a-f]{16}$/);
});

test('two that sanitise alike stay apart, and nobody can pose as a changed name', () => {
  const names = ['a b', 'a_b', 'a/b', 'a\\b', 'a:b'].map(laneName);
  expect(new Set(names).size).toBe(names.length);
  const changed = laneName('a b');
  expect(laneName(changed)).not.toBe(changed);
  expect(laneName(changed.toUpperCase())).not.toBe(changed.toUpperCase());
  expect(laneName('x'.repeat(500))).not.toBe(laneName('x'.repeat(501)));
});

test('whatever the identifier: one folder right in the root, a branch that git takes, the same every time', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom('.', '-', '/', '\\', 'a', 'A', 'con', '.lock', '..', ' ') }),
  );
  fc.assert(
    fc.property(anything, anything, (one, other) => {
      const lane = laneFor(one);
      expect(dirname(lane.dir)).toBe(ROOT);
      expect(basename(lane.dir)).toBe(lane.name);
      expect(lane.name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/);
      expect(isBranchName(lane.branch)).toBe(true);
      expect(laneName(one)).toBe(lane.name);
      if (one !== other) expect(laneName(other)).not.toBe(lane.name);
    }),
  );
});

test('a configuration whose id no branch can hold is refused', () => {
  expect(() => laneOf({ id: '..', workspaceRoot: ROOT }, { id: 'i', identifier: 'A-1' })).toThrow(
    expect.objectContaining({ code: 'git.bad-branch' }),
  );
});
