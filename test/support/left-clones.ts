import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { run } from '../../src/platform/process/run.ts';
import type { SymphonyContext } from '../../src/symphony/context.ts';
import type { EventBody } from '../../src/symphony/journal/events.ts';
import { contributionPaths } from '../../src/symphony/journal/paths.ts';
import { CLAIM, created, events, PREPARATION } from './events.ts';
import { HANG_MS } from './limits.ts';

export const REPOSITORY = 'https://github.com/octo/hello.git';

/** Runs git in a clone as somebody. */
export async function git(ctx: SymphonyContext, dir: string, ...args: string[]): Promise<void> {
  const who = {
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@x.org',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@x.org',
  };
  const { exitCode, stderr } = await run('git', args, {
    cwd: dir,
    env: { ...ctx.env, ...who },
    timeoutMs: HANG_MS,
  });
  expect(exitCode, stderr).toBe(0);
}

/** A clone whose only commit is pushed. */
export async function clone(ctx: SymphonyContext, name: string, url = REPOSITORY): Promise<string> {
  const dir = join(ctx.home.root, name);
  await mkdir(dir, { recursive: true });
  await git(ctx, dir, 'init', '-q', '-b', 'main');
  await writeFile(join(dir, 'README.md'), 'x'.repeat(10_000));
  await git(ctx, dir, 'add', '.');
  await git(ctx, dir, 'commit', '-qm', 'first');
  await git(ctx, dir, 'remote', 'add', 'origin', url);
  await git(ctx, dir, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
  return dir;
}

/** A contribution that worked in a folder and then came to an end (or not). */
export async function contribution(
  ctx: SymphonyContext,
  id: string,
  dir: string,
  end: readonly EventBody[],
): Promise<void> {
  const { journal } = contributionPaths(ctx.home, id);
  await mkdir(dirname(journal), { recursive: true });
  const bodies: EventBody[] = [created({ id }), ...CLAIM, ...PREPARATION, ...end];
  const placed = bodies.map((body) =>
    body.type === 'clone_started' || body.type === 'clone_ready' ? { ...body, dir } : body,
  );
  await writeFile(
    journal,
    events(placed)
      .map((event) => `${JSON.stringify(event)}\n`)
      .join(''),
  );
}
