import { sameSlug } from '../../github/slug.ts';

const GITHUB = 'https://github.com';
const MAX_CHARS = 2_048;

/** The page of a project: an address to show and open, or why the given one is refused. */
export type ProjectUrl = { url: string; strays: boolean } | { refused: string };

/**
 * Checks the address that a registry gives for a project. It must be on github.com or on the configured host
 * (`webUrl`, normalised and without a slash at its end, where rehearsals may use plain http). One that leads to another repository is replaced (`strays`): what
 * is opened is always what is worked on.
 */
export function projectUrl(text: string, slug: string, webUrl: string): ProjectUrl {
  if (text.length > MAX_CHARS) return { refused: `its url is longer than ${MAX_CHARS} characters` };
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) return { refused: 'its url is not a web address' };
  const url = new URL(trimmed);
  if (url.username || url.password) return { refused: 'its url holds a user name or password' };
  const base = [GITHUB, webUrl].find((candidate) => url.href.startsWith(`${candidate}/`));
  if (!base) return { refused: `its url is not an https address on ${hosts(webUrl)}` };
  const path = `${url.origin}${url.pathname}`.slice(base.length);
  const [, owner = '', name = '', ...rest] = path.replace(/\/+$/, '').split('/');
  const named = `${owner}/${name.replace(/\.git$/, '')}`;
  if (!sameSlug(named, slug)) return { url: `${base}/${slug}`, strays: true };
  return { url: [base, named, ...rest].join('/'), strays: false };
}

function hosts(webUrl: string): string {
  return webUrl === GITHUB ? 'github.com' : `github.com or ${new URL(webUrl).host}`;
}
