import { MaestroError } from '../platform/errors.ts';

/** Where GitHub is. No address has a trailing slash. */
export interface GitHubAddresses {
  /** Base of the REST API, for example `https://api.github.com` or `https://ghe.example/api/v3`. */
  apiUrl: string;
  /** Base of the web pages and of git, for example `https://github.com`. */
  webUrl: string;
}

const GITHUB: GitHubAddresses = { apiUrl: 'https://api.github.com', webUrl: 'https://github.com' };

/**
 * The addresses an environment names: `MAESTRO_GITHUB_API_URL` and `MAESTRO_GITHUB_URL`. One of them is enough for
 * github.com, GitHub Enterprise Server (`https://HOST/api/v3`) and ghe.com (`https://api.NAME.ghe.com`).
 * @throws MaestroError `github.bad-address` for anything but https, or http to this machine.
 */
export function githubAddresses(env: NodeJS.ProcessEnv): GitHubAddresses {
  const api = env.MAESTRO_GITHUB_API_URL?.trim();
  const web = env.MAESTRO_GITHUB_URL?.trim();
  if (api && web)
    return {
      apiUrl: checked('MAESTRO_GITHUB_API_URL', api),
      webUrl: checked('MAESTRO_GITHUB_URL', web),
    };
  if (api) {
    const apiUrl = checked('MAESTRO_GITHUB_API_URL', api);
    return { apiUrl, webUrl: webOfApi(apiUrl) };
  }
  if (web) {
    const webUrl = checked('MAESTRO_GITHUB_URL', web);
    return { apiUrl: apiOfWeb(webUrl), webUrl };
  }
  return { ...GITHUB };
}

/** The GraphQL endpoint beside a REST base: `…/api/v3` has it at `…/api/graphql`, every other one below itself. */
export function graphqlUrl(apiUrl: string): string {
  return apiUrl.endsWith('/api/v3') ? `${apiUrl.slice(0, -'/v3'.length)}/graphql` : `${apiUrl}/graphql`;
}

/** Domain of the host's no-reply mail addresses. */
export function noreplyDomain(webUrl: string): string {
  return `users.noreply.${new URL(webUrl).hostname}`;
}

function checked(name: string, value: string): string {
  const refuse = (why: string): never => {
    throw new MaestroError('github.bad-address', `${name} ${why}.`, {
      remedy: 'Set it to an address like https://github.example.com, or unset it for github.com.',
    });
  };
  if (!URL.canParse(value)) return refuse('is not a web address');
  const url = new URL(value);
  if (url.username || url.password) return refuse('must not hold a user name or password');
  if (url.search || url.hash) return refuse('must not have a query or a fragment');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(value)))
    return refuse('must use https (http only for this machine): a token would travel in the open');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** Both addresses are of this machine: what is done there is a rehearsal, and reaches nobody else. */
export function isRehearsalForge({ apiUrl, webUrl }: GitHubAddresses): boolean {
  return [apiUrl, webUrl].every((address) => URL.canParse(address) && isLoopback(address));
}

/** Is the address one of this machine (a rehearsal forge, a test's double)? */
export function isLoopback(address: string): boolean {
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

function webOfApi(apiUrl: string): string {
  if (apiUrl === GITHUB.apiUrl) return GITHUB.webUrl;
  if (apiUrl.endsWith('/api/v3')) return apiUrl.slice(0, -'/api/v3'.length);
  const url = new URL(apiUrl);
  if (/^api\..+\.ghe\.com$/.test(url.hostname)) return `https://${url.host.slice('api.'.length)}`;
  return url.origin;
}

function apiOfWeb(webUrl: string): string {
  if (webUrl === GITHUB.webUrl) return GITHUB.apiUrl;
  const url = new URL(webUrl);
  if (url.hostname.endsWith('.ghe.com')) return `https://api.${url.host}`;
  return `${webUrl}/api/v3`;
}
