import { chmod, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { sample, testSeed } from '../../support/seed.ts';
import { obedientClaude } from '../../support/spy-agent.ts';
import { SLUG, testStage } from '../../support/symphony.ts';
import { tempDir } from '../../support/temp.ts';

// What agents do in a clone besides their work, as whole contributions of two tasks: all of it reaches the pull request, or the
// story says what did not, and why.

/** What a stand-in for an agent runs in each of its two turns; `files` are in the pull request, `story` is in the journal. */
interface Deed {
  run: string;
  files?: string[];
  story?: RegExp;
}

const COMMIT = 'git add -A && git -c user.name=A -c user.email=a@example.org commit -q';

const DEEDS: Record<string, Deed> = {
  'keeps flows of its own in .maestro': {
    run: 'mkdir -p .maestro/flows; echo x > .maestro/flows/login.yaml; echo more >> .maestro/config.yaml',
    files: ['.maestro/config.yaml', '.maestro/flows/login.yaml'],
  },
  'scaffolds with a repository of its own': {
    run: 'test -d app || { mkdir app; git init -q app; }; echo x > app/index.js; echo "$$" > app/package.json',
    files: ['app/index.js', 'app/package.json'],
  },
  'adds that repository by itself': {
    run:
      'test -d app || { mkdir app; git init -q app; echo x > app/a.js; (cd app; ' +
      COMMIT +
      ' -m x); }; git add app 2>/dev/null',
    files: ['app/a.js'],
  },
  'clones something to look into': {
    run: 'test -d vendored || git clone -q "$PWD" vendored',
    story: /vendored\/.*clone of another repository/,
  },
  'hides what it made': {
    run: 'grep -q out/ .gitignore 2>/dev/null || echo out/ >> .gitignore; mkdir -p out; echo x > out/a.js',
    files: ['.gitignore'],
    story: /out\/.*new ignore rule/,
  },
  'switches to a branch': { run: 'git checkout -q -B feature/mine', story: /was on feature\/mine/ },
  'detaches HEAD': { run: 'git checkout -q --detach', story: /was on no branch/ },
  'commits by itself': { run: `echo "$$" > own.txt; ${COMMIT} -m own`, files: ['own.txt'] },
  amends: {
    run: `echo "$$" > own.txt; ${COMMIT} --amend -m own`,
    files: ['own.txt'],
    story: /rewrote commits/,
  },
  'goes back softly': {
    run: `echo "$$" > own.txt; git add -A; git reset -q --soft HEAD~1`,
    files: ['own.txt'],
    story: /reset to an earlier commit/,
  },
  'renames the branch': { run: 'git branch -M better', story: /was on better/ },
  'leaves a stash behind': {
    run: 'echo draft > draft.txt; git -c user.name=A -c user.email=a@example.org stash push -q -u',
    story: /left something in the stash/,
  },
  'adds a worktree': {
    run: 'git worktree add -q -f --detach wt 2>/dev/null; true',
    story: /wt\/.*clone of another repository/,
  },
  'sets hooks, as a prepare script does': {
    run: "mkdir -p .githooks; printf '#!/bin/sh\\nexit 1\\n' > .githooks/pre-commit; chmod +x .githooks/pre-commit; git config core.hooksPath .githooks",
    files: ['.githooks/pre-commit'],
    story: /core\.hookspath/,
  },
  'sets an alias and a filter': {
    run: 'git config alias.st status; git config filter.x.clean "touch pwned"; echo "* filter=x" > .gitattributes',
    files: ['.gitattributes'],
    story: /alias\.st, filter\.x\.clean/,
  },
  'sets what editors and tools set': {
    run: [
      'git config remote.ann.github-pr-remote true',
      'git config branch.main.gk-last-accessed 2026',
      'git config blame.ignoreRevsFile .git-blame-ignore-revs',
      'git config lfs.https://github.com/o/r.git/info/lfs.access basic',
      'git config maintenance.auto false',
      'git config push.autoSetupRemote true',
      'git config rerere.enabled true',
    ].join('; '),
  },
  'removes, links and renames': {
    run: 'rm -f README.md; ln -sf docs/two.md link; test -f old.txt && git mv -f old.txt new.txt; true',
    files: ['link', 'new.txt'],
  },
  'writes odd names and line ends': {
    run: `printf 'a\\r\\nb\\r\\n' > crlf.txt; echo x > 'ünï "q" *.txt'; echo x > ./-n`,
    files: ['-n', 'crlf.txt'],
  },
  'makes a sparse checkout': {
    run: 'git sparse-checkout set --no-cone "/*" >/dev/null 2>&1; true',
    story: /extensions\.worktreeconfig/,
  },
  'sets another identity': {
    run: 'git config user.name Evil; git config user.email evil@example.org; git config commit.gpgSign true',
  },
};

const FILES = {
  'README.md': '# Kit\n',
  'old.txt': 'old\n',
  '.maestro/config.yaml': 'flows: []\n',
  'docs/one.md': '- [ ] First\n- [ ] Second\n',
};

// Each costs a whole contribution: two in every run, all with `npm run test:more`.
test.each(sample(Object.keys(DEEDS), { drawn: 2, more: 'all' }, testSeed()))(
  'an agent that %s',
  async (name) => {
    const { run, files = [], story } = DEEDS[name] ?? expect.fail(name);
    const bin = await tempDir();
    await writeFile(join(bin, 'claude'), obedientClaude(`{ ${run}; } >&2\n`));
    await chmod(join(bin, 'claude'), 0o755);
    const PATH = [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
    const { forge, contributor } = await testStage({ push: ['alice'], files: FILES, body: '- docs/one.md' });
    const alice = await contributor('alice', { env: { PATH } });
    const id = await alice.create({ agent: 'claude' });
    const ended = await alice.run(id);

    expect(ended, JSON.stringify([ended.problem, ended.notices])).toMatchObject({
      state: 'ready_for_review',
      tasks: { done: 2, unfinished: 0, total: 2 },
    });
    const branch = `symphony/1-${id}`;
    const bare = forge.bareDir(SLUG);
    const there = (
      await alice.git(bare, ['-c', 'core.quotePath=false', 'ls-tree', '-r', '--name-only', branch])
    ).split('\n');
    expect(there).toEqual(expect.arrayContaining(['work.txt', ...files]));
    expect(there.filter((path) => /abcdefgh|symphony\/[a-z2-7]{8}|pwned/.test(path))).toEqual([]);
    // Both tasks' lines are in the file that each of them wrote to.
    expect((await alice.git(bare, ['show', `${branch}:work.txt`])).trim().split('\n')).toHaveLength(2);
    // Whoever pushes without force keeps every commit.
    const pushed = (await alice.events(id)).filter(({ type }) => type === 'pushed') as { sha: string }[];
    for (const { sha } of pushed) await alice.git(bare, ['merge-base', '--is-ancestor', sha, branch]);
    const told = JSON.stringify([
      ended.notices,
      ended.leftOut.map(({ path, why }) => `${path} ${WORDS[why]}`),
    ]);
    if (story) expect(told).toMatch(story);
    else expect(told).toBe('[[],[]]');
    if (ended.leftOut.length > 0)
      expect(forge.repository(SLUG).pulls[0]?.body).toContain('### Not in this pull request');
  },
);

const WORDS = {
  repository: '(a clone of another repository)',
  empty: '(empty)',
  ignored: '(hidden by a new ignore rule)',
  name: '(name)',
};
