import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, readTextIfAny, resolveInside, writeAtomic } from '../../platform/files.ts';

/** What earlier versions wrote: it hid what projects keep in a folder of that name. */
const TOO_WIDE = '.maestro/';
/** A folder of a contribution's own. */
const OWN_LINE = /^\/\.maestro\/symphony\/[a-z2-7]{8}\/$/;

/**
 * Keeps our own folder out of every commit, by a line in `.git/info/exclude`. A link that an agent put in its place is refused,
 * not followed.
 * @param own relative to the clone: `.maestro/symphony/{contribution}`
 */
export async function excludeOwn(dir: string, own: string): Promise<void> {
  const file = await excludeFile(dir);
  const text = (await readTextIfAny(file)) ?? '';
  const lines = text.split(/\r?\n/);
  const wanted = [lineFor(own)];
  // Contributions that were worked on here before stay hidden.
  if (lines.includes(TOO_WIDE)) wanted.push(...(await earlierOwn(dir)));
  const missing = [...new Set(wanted)].filter((line) => !lines.includes(line));
  if (missing.length === 0 && !lines.includes(TOO_WIDE)) return;
  const kept = lines.filter((line) => line !== TOO_WIDE).join('\n');
  const start = kept === '' || kept.endsWith('\n') ? kept : `${kept}\n`;
  await writeAtomic(file, `${start}${missing.map((line) => `${line}\n`).join('')}`);
}

/** The rules in that file that are not ours. */
export async function foreignExcludes(dir: string, own: string | null): Promise<string[]> {
  const text = (await readTextIfAny(await excludeFile(dir))) ?? '';
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#') && !isOurs(line, own));
}

function isOurs(line: string, own: string | null): boolean {
  return OWN_LINE.test(line) || line === TOO_WIDE || (own !== null && line === lineFor(own));
}

const excludeFile = (dir: string): Promise<string> => resolveInside(join(dir, '.git'), 'info/exclude');

const lineFor = (own: string): string => `/${own}/`;

async function earlierOwn(dir: string): Promise<string[]> {
  const names = await readdir(join(dir, '.maestro/symphony')).catch((error: NodeJS.ErrnoException) => {
    if (isMissing(error) || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return names.map((name) => lineFor(`.maestro/symphony/${name}`)).filter((line) => OWN_LINE.test(line));
}
