import { parseSlug } from './slug.ts';
import type { RepoRef } from './types.ts';

// At most nine digits: more are no number that GitHub has, and would not be exact.
const PATH = /^\/([^/]+\/[^/]+)\/pull\/([1-9]\d{0,8})\/?$/;

/**
 * Which pull request a web address names on the host whose pages are at `webUrl`; undefined for anything but the plain
 * address (`{webUrl}/owner/name/pull/12`).
 */
export function parsePullAddress(
  text: string,
  webUrl: string,
): { repo: RepoRef; number: number } | undefined {
  const [, slug, number] = PATH.exec(pathBelow(text, webUrl) ?? '') ?? [];
  const repo = parseSlug(slug ?? '');
  return repo && { repo, number: Number(number) };
}

/** Which repository a clone address (https, with or without `.git`) names on that host; undefined when none. */
export function parseRepositoryAddress(cloneUrl: string, webUrl: string): RepoRef | undefined {
  return parseSlug((pathBelow(cloneUrl, webUrl) ?? '').replace(/^\/|\/$/g, '').replace(/\.git$/, ''));
}

/** The path of an address below the host's pages; undefined when it is elsewhere, or more than a plain address. */
function pathBelow(text: string, webUrl: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const [url, web] = [new URL(text), new URL(webUrl)];
  const base = web.pathname.replace(/\/$/, '');
  if (url.origin !== web.origin || url.username || url.password || url.search || url.hash) return undefined;
  return url.pathname.startsWith(`${base}/`) ? url.pathname.slice(base.length) : undefined;
}
