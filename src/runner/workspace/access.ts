import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withPrivateFolder } from '../../platform/private-folder.ts';
import { redactor } from '../../platform/redact.ts';
import { protocolOf } from './address.ts';
import { credentialFor } from './credential.ts';
import { type Git, gitAt } from './git.ts';
import { remoteSettings } from './settings.ts';
import type { GitAccess } from './types.ts';

/** The repository that is talked to, and the clone whose objects are sent or filled up. */
export interface AccessTarget {
  dir: string;
  /** Checked by `requireCloneUrl`. */
  url: string;
  partial: boolean;
  access: GitAccess;
  signal: AbortSignal;
  /** Lines `{sha} {ref}`: what the clone has already, so that it is not fetched again. */
  refs?: string;
}

/**
 * Runs `work` with a git that may use the token. It works in a private repository which shares the clone's objects and nothing
 * else: the clone's configuration, hooks and references, which an agent can change at any moment, are never read by a process
 * that may ask for the token. The folder is removed afterwards.
 */
export async function withAccess<T>(target: AccessTarget, work: (git: Git) => Promise<T>): Promise<T> {
  const { access, url } = target;
  return withPrivateFolder(access.privateDir, async (folder) => {
    const gitDir = join(folder, 'git');
    await mkdir(join(gitDir, 'refs'), { recursive: true });
    await writeFile(join(gitDir, 'HEAD'), 'ref: refs/heads/none\n');
    await writeFile(join(gitDir, 'config'), configText(url, target.partial));
    if (target.refs) await writeFile(join(gitDir, 'packed-refs'), `${target.refs}\n`);
    const origin = new URL(access.origin).origin;
    const credential = access.token === undefined ? null : credentialFor(origin, access.token);
    const git = gitAt({
      at: ['--git-dir', gitDir],
      env: access.env,
      signal: target.signal,
      settings: [...remoteSettings(origin, url), ...(credential?.settings ?? [])],
      extra: {
        GIT_OBJECT_DIRECTORY: join(target.dir, '.git', 'objects'),
        GIT_ALLOW_PROTOCOL: protocolOf(origin),
        ...credential?.env,
      },
      ...(credential?.answer ? { answer: credential.answer } : {}),
      redact: redactor([access.token]),
    });
    return work(git);
  });
}

function configText(url: string, partial: boolean): string {
  const format = partial ? '1\n[extensions]\n\tpartialClone = origin' : '0';
  const promise = partial ? '\tpromisor = true\n\tpartialCloneFilter = blob:none\n' : '';
  return `[core]\n\tbare = true\n\trepositoryFormatVersion = ${format}\n[remote "origin"]\n\turl = "${url}"\n${promise}`;
}
