import { join } from 'node:path';
import { readTextIfAny, resolveInside, writeAtomic } from '../../platform/files.ts';

/** Adds a line to `.git/info/exclude` unless it is there. A link that an agent put in its place is refused, not followed. */
export async function exclude(dir: string, pattern: string): Promise<void> {
  const file = await resolveInside(join(dir, '.git'), 'info/exclude');
  const text = (await readTextIfAny(file)) ?? '';
  if (text.split(/\r?\n/).includes(pattern)) return;
  await writeAtomic(file, `${text === '' || text.endsWith('\n') ? text : `${text}\n`}${pattern}\n`);
}
