import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { killGroup } from '../../src/platform/process/kill.ts';
import { onShelf } from './shelf.ts';
import { tempDir } from './temp.ts';

const execute = promisify(execFile);
const AUTHOR = { name: 'Mona', email: 'mona@example.com' };

/** A repository that the server serves. */
export interface ServedRepository {
  url: string;
  dir: string;
  /** The tip of `main`. */
  main: string;
  /** Makes a branch with an empty commit on `main`'s tip, as a claim does; its sha. */
  claim(branch: string): Promise<string>;
  /** The sha of a branch; null when there is none. */
  tip(branch: string): Promise<string | null>;
  git(...args: string[]): Promise<string>;
}

/** What the server does to its clients; a test changes it at will. */
export interface Behaviour {
  /** Packs stop after this many bytes and the connection stays open; null for whole answers. */
  stallAfter: number | null;
  /** Every request is answered with this redirect target's origin. */
  redirectTo: string | null;
  /** Runs while git waits for the answer to a request whose credentials are right. */
  before: (() => Promise<void>) | null;
}

/** A git server on loopback: `git http-backend` with tokens, as GitHub takes them (basic, any user name). */
export interface GitServer {
  origin: string;
  /** Token → what it may do. Reading needs one as well. */
  tokens: Map<string, 'read' | 'write'>;
  behaviour: Behaviour;
  /** Every request: path, and the credentials in plain text. */
  requests: { path: string; credentials: string | null }[];
  add(
    slug: string,
    files: Record<string, string | Buffer>,
    filter?: 'allow' | 'ignore' | 'refuse',
  ): Promise<ServedRepository>;
}

/** Runs git for a test's own purposes, free of the user's configuration. */
export async function plainGit(
  dir: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const { stdout } = await execute('git', ['-C', dir, ...args], {
    env: {
      PATH: process.env.PATH,
      HOME: dir,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: AUTHOR.name,
      GIT_AUTHOR_EMAIL: AUTHOR.email,
      GIT_COMMITTER_NAME: AUTHOR.name,
      GIT_COMMITTER_EMAIL: AUTHOR.email,
      ...env,
    },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.trim();
}

interface Template {
  from: string;
  /** The tip of `main`. */
  main: string;
}

const templates = new Map<string, Promise<Template>>();

/** A bare repository with one commit of these files: made once a worker, then copied, as making one takes eight processes. */
function templateOf(
  files: Record<string, string | Buffer>,
  filter: 'allow' | 'ignore' | 'refuse',
): Promise<Template> {
  const key = JSON.stringify([files, filter]);
  const made = templates.get(key) ?? makeTemplate(files, filter);
  templates.set(key, made);
  return made;
}

async function makeTemplate(
  files: Record<string, string | Buffer>,
  filter: 'allow' | 'ignore' | 'refuse',
): Promise<Template> {
  const folder = await onShelf('repository');
  const from = join(folder, 'bare.git');
  const work = join(folder, 'work');
  await mkdir(work);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(work, path)), { recursive: true });
    await writeFile(join(work, path), content);
  }
  await plainGit(work, ['init', '-q', '--template=', '-b', 'main']);
  await plainGit(work, ['add', '-A', '-f']);
  await plainGit(work, ['commit', '-q', '-m', 'Start']);
  await plainGit(work, ['clone', '-q', '--template=', '--bare', work, from]);
  const settings = [
    ['http.receivepack', 'true'],
    ['uploadpack.allowFilter', String(filter !== 'ignore')],
    ...(filter === 'refuse' ? [['uploadpackfilter.allow', 'false']] : []),
  ] as const;
  for (const [setting = '', value = ''] of settings) await plainGit(from, ['config', setting, value]);
  // Where tests put a hook of the server's.
  await mkdir(join(from, 'hooks'));
  return { from, main: await plainGit(from, ['rev-parse', 'main']) };
}

/** Starts a server for the running test. */
export async function gitServer(): Promise<GitServer> {
  const root = await tempDir();
  const tokens = new Map<string, 'read' | 'write'>([['tok_write_0123456789', 'write']]);
  const behaviour: Behaviour = { stallAfter: null, redirectTo: null, before: null };
  const requests: GitServer['requests'] = [];
  const server = createServer((request, response) => {
    const credentials = readCredentials(request);
    requests.push({ path: request.url ?? '', credentials });
    if (behaviour.redirectTo !== null) {
      response.writeHead(302, { location: behaviour.redirectTo + request.url }).end();
      return;
    }
    const right = tokens.get(credentials?.split(':')[1] ?? '');
    const isPush = (request.url ?? '').includes('git-receive-pack');
    if (!right) {
      response
        .writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' })
        .end('Authentication required\n');
      request.resume();
    } else if (isPush && right === 'read') {
      response.writeHead(403).end('Permission to repository denied\n');
      request.resume();
    } else {
      const served = (behaviour.before?.() ?? Promise.resolve()).then(() =>
        serve(root, request, response, behaviour),
      );
      served.catch((error: Error) => response.destroy(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function add(
    slug: string,
    files: Record<string, string | Buffer>,
    filter: 'allow' | 'ignore' | 'refuse' = 'allow',
  ): Promise<ServedRepository> {
    const dir = join(root, `${slug}.git`);
    const { from, main } = await templateOf(files, filter);
    await cp(from, dir, { recursive: true });
    const git = (...args: string[]): Promise<string> => plainGit(dir, args);
    return {
      url: `${origin}/${slug}.git`,
      dir,
      main,
      git,
      async claim(branch) {
        const sha = await git('commit-tree', 'main^{tree}', '-p', 'main', '-m', 'Claim');
        await git('update-ref', `refs/heads/${branch}`, sha);
        return sha;
      },
      tip: (branch) => git('rev-parse', '--verify', `refs/heads/${branch}`).catch(() => null),
    };
  }

  return { origin, tokens, behaviour, requests, add };
}

function readCredentials(request: IncomingMessage): string | null {
  const match = /^basic (.*)$/i.exec(request.headers.authorization ?? '');
  return match ? Buffer.from(match[1] ?? '', 'base64').toString('utf8') : null;
}

function serve(root: string, request: IncomingMessage, response: ServerResponse, behaviour: Behaviour): void {
  const url = new URL(request.url ?? '/', 'http://x');
  const cgi = spawn('git', ['http-backend'], {
    detached: true,
    env: {
      PATH: process.env.PATH,
      HOME: root,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      CONTENT_LENGTH: request.headers['content-length'] ?? '',
      HTTP_CONTENT_ENCODING: String(request.headers['content-encoding'] ?? ''),
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: 'someone',
      REMOTE_ADDR: '127.0.0.1',
    },
  });
  cgi.stdin.on('error', () => request.resume());
  request.pipe(cgi.stdin);
  cgi.stderr.resume();
  let head = Buffer.alloc(0);
  let started = false;
  let sent = 0;
  cgi.stdout.on('data', (chunk: Buffer) => {
    let body = chunk;
    if (!started) {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const headers = head
        .subarray(0, end)
        .toString('latin1')
        .split('\r\n')
        .map((line) => line.split(/:\s*/, 2) as [string, string]);
      const status = headers.find(([name]) => name.toLowerCase() === 'status');
      response.writeHead(Number.parseInt(status?.[1] ?? '200', 10), Object.fromEntries(headers));
      started = true;
      body = head.subarray(end + 4);
    }
    const stall = url.pathname.endsWith('git-upload-pack') ? behaviour.stallAfter : null;
    if (stall !== null && sent + body.length > stall) {
      response.write(body.subarray(0, Math.max(0, stall - sent)));
      cgi.stdout.removeAllListeners('data').removeAllListeners('end').pause();
      return;
    }
    sent += body.length;
    if (!response.write(body)) {
      cgi.stdout.pause();
      response.once('drain', () => cgi.stdout.resume());
    }
  });
  cgi.stdout.on('end', () => {
    if (!started) response.writeHead(500);
    response.end();
  });
  response.on('close', () => cgi.pid !== undefined && killGroup(cgi.pid, 'SIGKILL'));
}
