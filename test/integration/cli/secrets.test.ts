import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../../src/platform/process/run.ts';
import { HANG_MS } from '../../support/limits.ts';
import { filesBelow, leaksIn, makeSpyAgent, planted, seenBySpy } from '../../support/spy-agent.ts';
import { tempDir } from '../../support/temp.ts';
import { newcomer, SLUG, stageSample } from './support.ts';

test.skipIf(process.platform !== 'linux')(
  'no secret of the environment or of git’s configuration reaches an agent, a journal, a log or the pull request',
  async () => {
    const { forge, token, env, target } = await stageSample();
    const dir = await tempDir();
    await makeSpyAgent(dir);
    const stripped = {
      GH_TOKEN: planted('gh'),
      LINEAR_API_KEY: planted('linear'),
      NPM_TOKEN: planted('npm'),
      NODE_AUTH_TOKEN: planted('node'),
      GITLAB_TOKEN: planted('gitlab'),
    };
    const kept = {
      AWS_ACCESS_KEY_ID: planted('aws-id'),
      AWS_SECRET_ACCESS_KEY: planted('aws-secret'),
      DATABASE_URL: planted('database'),
      OPENAI_API_KEY: planted('of another agent'),
    };
    const me = await newcomer({
      ...env,
      ...stripped,
      ...kept,
      GITHUB_TOKEN: token,
      PATH: [dir, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    });
    const inGit = planted('git');
    await writeFile(
      join(me.home, '.gitconfig'),
      [
        '[user]\n\tname = Me\n\temail = me@example.org',
        `[http "${forge.url}/"]\n\textraHeader = X-Other: ${inGit}`,
        `[credential]\n\thelper = "!f() { echo username=x; echo password=${inGit}; }; f"`,
        `[url "https://x:${inGit}@example.org/"]\n\tinsteadOf = example:`,
      ].join('\n'),
    );
    const inFile = planted('file');
    await writeFile(join(me.home, '.npmrc'), `//registry.npmjs.org/:_authToken=${inFile}\n`);
    await mkdir(join(me.home, '.config/gh'), { recursive: true });
    await writeFile(join(me.home, '.config/gh/hosts.yml'), `github.com:\n  oauth_token: ${inFile}\n`);

    const started = await me.maestro('symphony', 'start', target, '--agent', 'claude', '--yes');
    expect(started.exitCode, started.stderr + started.stdout).toBe(0);
    expect(started.stdout).toContain('7 done of 7');
    const status = (await me.json(0, 'symphony', 'status')) as { contributions: { id: string }[] };
    const id = status.contributions[0]?.id ?? '';
    const finalized = await me.maestro('symphony', 'finalize', id, '--yes');
    expect(finalized.exitCode, finalized.stderr).toBe(0);

    const clone = join(me.home, 'Maestro-Symphony/maintainer-textkit');
    const everywhere: Record<string, string> = {
      'the terminal': started.stdout + started.stderr + finalized.stdout + finalized.stderr,
      'the forge': JSON.stringify(forge.repository(SLUG)),
      'the commits': (
        await run('git', ['log', '-p', '--all', '--format=full'], {
          cwd: clone,
          env: { PATH: process.env.PATH, HOME: dir },
          timeoutMs: HANG_MS,
        })
      ).stdout,
      ...(await filesBelow(join(me.home, 'Maestro-Symphony'))),
    };
    const seen = await seenBySpy(dir);
    expect(seen).toHaveLength(4 * 7);
    // The agent does get what it works with.
    expect(seen[0]?.[1] ?? '').toContain('HOME=');

    const leaks: string[] = [];
    const all = { GITHUB_TOKEN: token, ...stripped, ...kept, git: inGit, file: inFile };
    for (const [where, text] of Object.entries(everywhere)) leaks.push(...leaksIn(where, text, all));
    for (const [where, text] of seen) {
      // A variable whose name says nothing of a secret is shown by the process that was started with it; `git config` reads the
      // user's own file, as any program may.
      const { DATABASE_URL: _, AWS_ACCESS_KEY_ID: __, ...named } = all;
      leaks.push(
        ...(/\/(?:environs|parent)\./.test(where)
          ? leaksIn(where, text, named)
          : leaksIn(where, withoutUsersGit(text, me.home), all)),
      );
    }
    expect(leaks).toEqual([]);
  },
  300_000,
);

/** Without what git read from the home's own file: no setting of ours, and in the reach of every program of the user's. */
function withoutUsersGit(text: string, home: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith(`file:${home}/.gitconfig`))
    .join('\n');
}
