import { devNull } from 'node:os';
import { Octokit } from '@octokit/rest';
import { type Clock, systemClock } from '../../../src/platform/clock.ts';
import { run } from '../../../src/platform/process/run.ts';
import { type CheckedForge, checkedForge } from '../../support/contract/checked-forge.ts';
import { HANG_MS } from '../../support/limits.ts';

/** A forge with a maintainer (ann), a contributor (bob), the repository ann/kit and its issue #1. */
export async function stage(options: Parameters<typeof checkedForge>[0] = {}) {
  const forge = await checkedForge(options);
  const ann = forge.addUser({ login: 'ann', name: 'Ann Maintainer', email: 'ann@example.org' });
  const bob = forge.addUser({ login: 'bob' });
  await forge.addRepository({
    slug: 'ann/kit',
    files: { 'README.md': '# Kit\n', 'docs/a.md': '- [ ] one\n' },
  });
  await forge.openIssue('ann/kit', {
    title: 'Mend it',
    body: '- `docs/a.md`',
    labels: ['runmaestro.ai'],
    author: 'ann',
  });
  return { forge, ann, bob, asAnn: client(forge, ann.token), asBob: client(forge, bob.token) };
}

/** A forge's clock by which a new fork is empty until the test fills it. */
export function forkClock(): { clock: Clock; fill(): void } {
  let fill = (): void => undefined;
  const filled = new Promise<void>((resolve) => {
    fill = resolve;
  });
  return { clock: { ...systemClock, sleep: () => filled }, fill };
}

/** ann/kit as Octokit's parameters. */
export const kit = { owner: 'ann', repo: 'kit' };

const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
function ignore(): void {
  // Refused requests are what these tests are about: nothing to print.
}

/** The real Octokit on the forge. */
export function client(forge: CheckedForge, token?: string): Octokit {
  return new Octokit({ baseUrl: forge.apiUrl, ...(token ? { auth: token } : {}), log: silent });
}

/** The status of a refused request. */
export async function refused(request: Promise<unknown>): Promise<{ status: number; message: string }> {
  try {
    await request;
  } catch (error) {
    const { status, message } = error as { status: number; message: string };
    return { status, message };
  }
  throw new Error('The request was not refused.');
}

/** What a claim does first: an empty commit on main and a branch for it. Returns the commit. */
export async function emptyBranch(
  octokit: Octokit,
  home: { owner: string; repo: string },
  branch: string,
): Promise<string> {
  const { data: base } = await octokit.rest.git.getRef({ ...home, ref: 'heads/main' });
  const { data: parent } = await octokit.rest.git.getCommit({ ...home, commit_sha: base.object.sha });
  const { data: commit } = await octokit.rest.git.createCommit({
    ...home,
    message: `Claim ${branch}`,
    tree: parent.tree.sha,
    parents: [parent.sha],
    author: { name: 'Someone', email: 'someone@example.org', date: '2026-01-02T03:04:05Z' },
  });
  await octokit.rest.git.createRef({ ...home, ref: `refs/heads/${branch}`, sha: commit.sha });
  return commit.sha;
}

/** Opens a pull request for a branch of ann/kit or (`owner:branch`) of a fork. */
export async function openPull(octokit: Octokit, head: string, body = '', draft = false) {
  const { data } = await octokit.rest.pulls.create({
    ...kit,
    title: 'Work',
    body,
    head,
    base: 'main',
    draft,
  });
  return data;
}

/** Runs git as a user without any configuration. */
export async function git(args: readonly string[], cwd?: string, input?: string) {
  const person = { NAME: 'Test', EMAIL: 'test@example.org' };
  const done = await run('git', args, {
    ...(cwd ? { cwd } : {}),
    ...(input === undefined ? {} : { input }),
    timeoutMs: HANG_MS,
    env: {
      PATH: process.env.PATH,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: devNull,
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: person.NAME,
      GIT_AUTHOR_EMAIL: person.EMAIL,
      GIT_COMMITTER_NAME: person.NAME,
      GIT_COMMITTER_EMAIL: person.EMAIL,
    },
  });
  return { code: done.exitCode, out: done.stdout.trim(), err: done.stderr };
}

/** A clone URL with a token in it (for tests only: the product never writes one). */
export function withToken(forge: CheckedForge, slug: string, token: string): string {
  return `${forge.url.replace('://', `://x-access-token:${token}@`)}/${slug}.git`;
}
