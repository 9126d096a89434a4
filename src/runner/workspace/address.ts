import { MaestroError } from '../../platform/errors.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
// What a repository's web address is made of on GitHub and its like. Nothing in it has a meaning in a configuration file.
const PATH = /^\/[A-Za-z0-9._~-]+(?:\/[A-Za-z0-9._~-]+)+$/;
// git's two ways to write an ssh address: https://git-scm.com/docs/git-clone#_git_urls
const SSH = [/^git@([A-Za-z0-9.-]+):([^:]+)$/, /^ssh:\/\/git@([A-Za-z0-9.-]+)\/(.+)$/];

/**
 * A clone address in its normal form, when it is an https address (http on this machine alone) at `origin` without
 * credentials, query or fragment.
 * @throws MaestroError `git.bad-url`. The address itself is not shown: it may hold a secret.
 */
export function requireCloneUrl(text: string, origin: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const refuse = (why: string): never => {
    throw new MaestroError('git.bad-url', `The repository's clone address ${why}.`, {
      remedy: 'Maestro clones from and pushes to plain https addresses of the GitHub host only.',
    });
  };
  if (!url) return refuse('is not an address');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url)))
    return refuse(`uses ${JSON.stringify(url.protocol.slice(0, 20))}, not https`);
  if (url.username || url.password) return refuse('holds a user name or a password');
  if (url.search || url.hash) return refuse('has a query or a fragment');
  if (!URL.canParse(origin) || url.origin !== new URL(origin).origin)
    return refuse('is not at the GitHub host in use');
  if (!PATH.test(url.pathname)) return refuse('does not name a repository');
  return url.origin + url.pathname;
}

/** The one protocol that git may speak with a host (`GIT_ALLOW_PROTOCOL`). */
export function protocolOf(origin: string): 'http' | 'https' {
  const url = new URL(origin);
  return url.protocol === 'http:' && isLoopback(url) ? 'http' : 'https';
}

/** True when two clone addresses mean the same repository: GitHub ignores case and a trailing `.git`. */
export function sameRepository(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

/**
 * The web address of a repository that is named by one of git's two ssh forms (`git@HOST:o/r.git`, `ssh://git@HOST/o/r.git`);
 * any other address as it is.
 */
export function webAddress(url: string): string {
  const found = SSH.map((form) => form.exec(url)).find((match) => match !== null);
  return found ? `https://${found[1]}/${found[2]}` : url;
}

/** True for this machine itself: no proxy stands between. */
export function isLoopback(url: URL): boolean {
  return LOOPBACK.has(url.hostname);
}

function plain(url: string): string {
  return url
    .toLowerCase()
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
}
