// A path of a machine is of no use to whoever reads an issue, and it tells things about that machine. An address of the web
// is none: what stands before the slash tells them apart.
const UNIX =
  /(?<![\w.~:/\\-])\/(?:home|Users|root|tmp|var|opt|usr|etc|private|mnt|srv|workspace|work|data|Volumes|run|proc)\/[^\s"'`)\]}>]*/;
const HOME = /(?<![\w/])~\/[^\s"'`)\]}>]+/;
const WINDOWS = /(?<![A-Za-z0-9])[A-Za-z]:[\\/](?![\\/])[^\s"'`)\]}>]*/;
const SHARE = /(?<![\w\\])\\\\[A-Za-z0-9._-]+\\[^\s"'`)\]}>]+/;
const FILE_URL = /\bfile:\/\/[^\s"'`)\]}>]*/i;

/**
 * The first absolute path of some host in a text that is written for others; undefined when there is none. `known` are folders
 * of this machine (the lane, the workspace root), which are found wherever they stand.
 */
export function hostPathIn(text: string, known: readonly string[] = []): string | undefined {
  const own = known.find((path) => path.length > 1 && text.includes(path));
  if (own !== undefined) return own;
  for (const pattern of [FILE_URL, UNIX, HOME, WINDOWS, SHARE]) {
    const found = pattern.exec(text);
    if (found) return found[0];
  }
  return undefined;
}

/** The text, or these other words when it names a place of some machine. */
export function withoutHostPath(text: string, otherwise: string): string {
  return hostPathIn(text) === undefined ? text : otherwise;
}
