import { basename } from 'node:path';
import type { Git } from './git.ts';
import type { StatusEntry } from './status.ts';
import type { LeftOut } from './types.ts';

const MAX_PATHS = 500;

/** `check-ignore` takes no literal paths: those it gets begin with `./`, so that nothing in them is a pattern's sign. */
export const PLAIN_PATHS = { GIT_LITERAL_PATHSPECS: '0' };

/**
 * What is in the folder and hidden by rules that are new: lines of a `.gitignore` that the last commit does not have, and of
 * `.git/info/exclude` that are not ours. Those who look at the work would not miss it otherwise.
 * @param foreign the lines of `.git/info/exclude` that we did not write
 */
export async function newlyHidden(
  git: Git,
  entries: readonly StatusEntry[],
  foreign: readonly string[],
): Promise<LeftOut[]> {
  const changed = new Set(entries.map(({ path }) => path).filter((path) => basename(path) === '.gitignore'));
  if (changed.size === 0 && foreign.length === 0) return [];
  const listed = await git.text([
    ...['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'],
  ]);
  const paths = listed.split('\0').filter(Boolean).slice(0, MAX_PATHS);
  if (paths.length === 0) return [];
  const { stdout } = await git.answer(['check-ignore', '--verbose', '-z', '--stdin'], {
    input: paths.map((path) => `./${path}\0`).join(''),
    env: PLAIN_PATHS,
    accept: [1],
  });
  const before = new Map<string, Set<string>>();
  for (const source of changed) before.set(source, new Set(await linesOf(git, source)));
  return rulesIn(stdout)
    .filter(({ source, rule }) => {
      const old = before.get(source);
      return old ? !old.has(rule) : source.endsWith('info/exclude') && foreign.includes(rule);
    })
    .map(({ path }) => ({ path, why: 'ignored' }));
}

/** Lines of a file as it is in the last commit; none when it is not there. */
async function linesOf(git: Git, path: string): Promise<string[]> {
  const { code, stdout } = await git.answer(['cat-file', 'blob', `HEAD:${path}`], { accept: [128] });
  return code === 0 ? stdout.split(/\r?\n/) : [];
}

/** What `check-ignore --verbose -z` prints: source, line, rule and path, each ended by a NUL. */
function rulesIn(text: string): { source: string; rule: string; path: string }[] {
  const words = text.split('\0');
  const found = [];
  for (let at = 0; at + 3 < words.length; at += 4)
    found.push({
      source: words[at] ?? '',
      rule: words[at + 2] ?? '',
      path: (words[at + 3] ?? '').slice('./'.length),
    });
  return found;
}
