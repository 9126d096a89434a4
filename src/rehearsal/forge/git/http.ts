import type { IncomingMessage, ServerResponse } from 'node:http';
import { startPiped } from '../../../platform/process/piped.ts';
import { onAbort } from '../../../platform/on-abort.ts';
import { refreshBranches } from '../world/refs.ts';
import { canPush, canRead } from '../world/rights.ts';
import type { Repository, User } from '../world/types.ts';
import { findRepository, type World } from '../world/world.ts';

const TIME_LIMIT_MS = 600_000;
const MAX_HEADER_BYTES = 64 * 1024;
const PATH = /^\/([\w.-]+)\/([\w.-]+?)\.git\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/** A git request, as far as its address tells. */
export interface GitRequest {
  readonly slug: string;
  readonly file: string;
  readonly service: 'git-upload-pack' | 'git-receive-pack';
}

/** Recognises a smart HTTP request; null when the address is none. */
export function gitRequest(url: URL): GitRequest | null {
  const match = PATH.exec(url.pathname);
  if (!match) return null;
  const [, owner = '', name = '', file = ''] = match;
  const service = file === 'info/refs' ? url.searchParams.get('service') : file;
  if (service !== 'git-upload-pack' && service !== 'git-receive-pack') return null;
  return { slug: `${owner}/${name}`, file, service };
}

/** Why a git request is refused, in GitHub's words; null when it may pass. */
export function refusal(
  repository: Repository | undefined,
  user: User | null,
  service: GitRequest['service'],
): { status: number; text: string } | null {
  const visible = repository?.ready && canRead(repository, user);
  if (!user && (!visible || service === 'git-receive-pack'))
    return { status: 401, text: 'Authentication required.\n' };
  if (!visible) return { status: 404, text: 'Repository not found.\n' };
  if (service === 'git-receive-pack' && !canPush(repository, user))
    return { status: 403, text: `Permission to ${repository.slug}.git denied to ${user?.login}.\n` };
  return null;
}

/**
 * Answers by `git http-backend`, git's own CGI program (https://git-scm.com/docs/git-http-backend). Returns the status.
 * With `discard` the operation is performed, and the caller answers. After a push the branches are read again before the
 * client learns that it is done.
 */
export async function serveGit(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  { url, git, user, discard }: { url: URL; git: GitRequest; user: User | null; discard: boolean },
): Promise<number> {
  const header = (name: string): string => String(request.headers[name] ?? '');
  const repository = findRepository(world, git.slug);
  if (!repository) return 404;
  const child = await startPiped('git', ['http-backend'], {
    cwd: world.root,
    env: {
      ...world.git.env,
      GIT_PROJECT_ROOT: repository.dir,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: `/${git.file}`,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: header('content-type'),
      CONTENT_LENGTH: header('content-length'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      GIT_PROTOCOL: header('git-protocol'),
      // http-backend takes a push only from somebody it knows.
      ...(user ? { REMOTE_USER: user.login } : {}),
      REMOTE_ADDR: '127.0.0.1',
    },
  });
  const stop = (): void => void child.stop();
  const timer = setTimeout(stop, TIME_LIMIT_MS);
  const unheard = onAbort(world.signal, stop);
  response.once('close', stop);
  try {
    // Not a `pipeline`: that would cut the connection when git stops reading early, and its answer would be lost.
    child.stdin.once('error', () => request.resume());
    request.pipe(child.stdin);
    const status = await relay(child.stdout, response, discard);
    await child.exited;
    if (git.file === 'git-receive-pack') await world.exclusive(() => refreshBranches(world, repository));
    if (!discard) response.end();
    return status;
  } finally {
    clearTimeout(timer);
    unheard();
    response.off('close', stop);
    await child.stop();
  }
}

/** Turns CGI output (headers, an empty line, the body) into the response, without ending it. */
async function relay(
  output: AsyncIterable<Buffer>,
  response: ServerResponse,
  discard: boolean,
): Promise<number> {
  let head = Buffer.alloc(0);
  let status = 0;
  const write = async (bytes: Buffer): Promise<void> => {
    if (discard || response.destroyed) return;
    if (!response.write(bytes))
      await new Promise<void>((resolve) => {
        response.once('drain', resolve);
        response.once('close', resolve);
      });
  };
  for await (const chunk of output) {
    if (status !== 0) {
      await write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) {
      if (head.length > MAX_HEADER_BYTES) break;
      continue;
    }
    const headers: Record<string, string> = {};
    for (const line of head.subarray(0, end).toString('latin1').split('\r\n')) {
      const colon = line.indexOf(':');
      headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    const { status: stated, ...kept } = headers;
    status = Number.parseInt(stated ?? '200', 10);
    if (!discard) response.writeHead(status, kept);
    await write(head.subarray(end + 4));
  }
  if (status === 0 && !discard) response.writeHead(500);
  return status || 500;
}
