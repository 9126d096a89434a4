import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';

// A place of this machine is of no use to whoever reads an issue, and it tells things about the machine. What only looks like
// one (a route of a web service, a path in a container) is neither: only what is really here counts.
const END = '[^\\s"\'`)\\]}>,;|]';
/** What stands before the slash tells a path from an address and from the rest of a relative one; `host:/path` is one. */
const UNIX = new RegExp(`(?<![\\w.~/\\\\-])/(?!/)${END}+`, 'g');
const WINDOWS = new RegExp(`(?<![A-Za-z0-9])[A-Za-z]:[\\\\/](?![\\\\/])${END}*`, 'g');
const HOME = new RegExp(`(?<![\\w/])~/${END}+`, 'g');
const FILE_URL = new RegExp(`\\bfile://${END}*`, 'gi');
/** What is the same on every machine tells nothing of this one. */
const GENERIC =
  /^\/(?:usr|bin|sbin|lib|lib32|lib64|etc|dev|proc|sys|run|boot|System|Library|Applications)(?:\/|$)/;
/** As many places as are looked at in one text. */
const MAX_PLACES = 2_000;

type Exists = (path: string) => boolean;

/**
 * The first place of this machine in a text that is written for others; undefined when there is none. `known` are folders of
 * ours (the lane, the workspace root), which are found wherever they stand, and whatever is in them.
 */
export function hostPathIn(
  text: string,
  known: readonly string[] = [],
  exists: Exists = existsSync,
): string | undefined {
  const own = known.find((path) => path.length > 1 && holds(text, path));
  if (own !== undefined) return own;
  const isOurs = (path: string): boolean => known.some((root) => root.length > 1 && holds(path, root));
  const found = [
    ...places(text, FILE_URL).filter((url) => isHere(pathOfUrl(url), exists)),
    ...places(text, HOME).filter((path) => isOurs(homedir() + path.slice(1))),
    ...places(text, UNIX).filter((path) => isHere(path, exists)),
    ...places(text, WINDOWS).filter((path) => isHere(path.replaceAll('\\', '/'), exists)),
  ];
  return found[0];
}

/** The text, or these other words when it names a place of this machine. */
export function withoutHostPath(text: string, otherwise: string, known: readonly string[] = []): string {
  return hostPathIn(text, known) === undefined ? text : otherwise;
}

function places(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([path]) => path))].slice(0, MAX_PLACES);
}

/** Whether the text names the folder, and not just one whose name begins alike. */
function holds(text: string, path: string): boolean {
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
    const after = text[at + path.length];
    if (after === undefined || !/[\w-]/.test(after)) return true;
  }
  return false;
}

/** Whether so much of a path is here that it tells something: more than the folder at its beginning. */
function isHere(given: string, exists: Exists): boolean {
  // The end of a sentence is none of a name.
  const path = given.replace(/[.:!?]+$/, '');
  if (GENERIC.test(path)) return false;
  const parts = path.split('/').filter(Boolean);
  // `C:/` and `/var/log` are everywhere.
  const enough = /^[A-Za-z]:/.test(path) || parts[0] === 'var' ? 3 : 2;
  if (parts.length < enough || parts.includes('..')) return false;
  const start = parts.slice(0, enough).join('/');
  return exists(path.startsWith('/') ? `/${start}` : start);
}

function pathOfUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return '';
  }
}
