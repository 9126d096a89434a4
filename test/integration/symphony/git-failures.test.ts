import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findOnPath } from '../../../src/platform/process/which.ts';
import { sendRequest } from '../../../src/symphony/requests.ts';
import { sample, testSeed } from '../../support/seed.ts';
import { FILES, testStage } from '../../support/symphony.ts';
import { tempDir } from '../../support/temp.ts';

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0a'.repeat(32)}\nsize 9\n`;
const OFFLINE = "fatal: unable to access 'https://github.com/o/r.git/': Could not resolve host: github.com";

/** A PATH whose git fails at one command with these words. */
async function failingGit(command: string, words: string): Promise<string> {
  const dir = await tempDir();
  const real = await findOnPath('git', process.env);
  const script = `#!/bin/sh\nfor word in "$@"; do\n  [ "$word" = ${command} ] && { cat '${dir}/words' >&2; exit 128; }\ndone\nexec '${real}' "$@"\n`;
  await writeFile(join(dir, 'words'), `${words}\n`);
  await writeFile(join(dir, 'git'), script);
  await chmod(join(dir, 'git'), 0o755);
  return [dir, process.env.PATH].join(delimiter);
}

describe.skipIf(process.platform === 'win32')('what a failure of git makes of a contribution', () => {
  // Each at another part of the way: the clone, the checkout, a task's commit, after the push.
  it.each(
    sample(
      [
        ['init', OFFLINE],
        ['checkout', `error: unable to create file Could not resolve host: x: Permission denied\n${OFFLINE}`],
        ['update-index', 'error: RPC failed; HTTP 503 curl 22 The requested URL returned error: 503'],
        ['commit', `fatal: the remote end hung up unexpectedly\n${OFFLINE}`],
      ] as const,
      { drawn: 1, more: 'all' },
      testSeed(),
    ),
  )(
    'git %s fails on this machine with words of the network: nothing goes on by itself',
    async (command, words) => {
      const stage = await testStage({ push: ['alice'] });
      const alice = await stage.contributor('alice');
      const id = await alice.create();
      Object.assign(alice.ctx.env, { PATH: await failingGit(command, words) });
      const ended = await alice.run(id);
      expect(['needs_attention', 'failed'], JSON.stringify(ended.paused)).toContain(ended.state);
      expect(ended.problem?.code).toMatch(/^git\.(?:failed|filter-failed)$/);
      expect((await alice.events(id)).filter(({ type }) => type === 'paused')).toEqual([]);
    },
  );

  it('a push that needs the workflow scope names it, and goes on when the sign-in has it', async () => {
    const stage = await testStage({ push: ['alice'] });
    const alice = await stage.contributor('alice');
    const id = await alice.create();
    const { PATH } = alice.ctx.env;
    Object.assign(alice.ctx.env, {
      PATH: await failingGit(
        'push',
        "!\ta:refs/heads/x\t[remote rejected] (refusing to allow an OAuth App to create or update workflow `.github/workflows/ci.yml` without `workflow` scope)\nerror: failed to push some refs to 'https://git.acme.test/o/r.git'",
      ),
    });
    expect(await alice.run(id)).toMatchObject({
      state: 'needs_attention',
      problem: {
        code: 'git.workflow-scope',
        remedy: expect.stringContaining('gh auth refresh -h git.acme.test -s workflow'),
      },
    });
    Object.assign(alice.ctx.env, { PATH });
    await sendRequest(alice.ctx.home, id, { kind: 'resume' });
    expect((await alice.run(id)).state).toBe('ready_for_review');
  });

  it('a repository with Git LFS where git-lfs is not installed asks for it, and goes on when it is there', async () => {
    const home = await tempDir();
    const filter = '[filter "lfs"]\n\tsmudge = git-lfs smudge -- %f\n\tclean = git-lfs clean -- %f\n';
    await writeFile(
      join(home, '.gitconfig'),
      `${filter}\tprocess = git-lfs filter-process\n\trequired = true\n`,
    );
    const stage = await testStage({
      push: ['alice'],
      files: {
        ...FILES,
        '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
        'big.bin': POINTER,
      },
    });
    const alice = await stage.contributor('alice', { env: { HOME: home } });
    const id = await alice.create();
    expect(await alice.run(id)).toMatchObject({
      state: 'needs_attention',
      paused: null,
      problem: { code: 'git.lfs-missing', remedy: expect.stringMatching(/Install git-lfs .*resume/) },
    });

    // Stands for git-lfs: it hands on what it gets. Without `process`, which only the real one speaks.
    const bin = join(home, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'git-lfs'), '#!/bin/sh\nexec cat\n');
    await chmod(join(bin, 'git-lfs'), 0o755);
    await writeFile(join(home, '.gitconfig'), `${filter}\trequired = true\n`);
    Object.assign(alice.ctx.env, { PATH: [bin, process.env.PATH].join(delimiter) });
    await sendRequest(alice.ctx.home, id, { kind: 'resume' });
    expect((await alice.run(id)).state).toBe('ready_for_review');
  });
});
