import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MaestroError } from '../../../platform/errors.ts';
import { readTextIfAny, resolveInside } from '../../../platform/files.ts';
import type { Edit } from './script.ts';

/** What an edit did to its file. */
export type Change = 'add' | 'update' | 'none';

/**
 * Applies one edit; an edit that was applied before changes nothing.
 * @throws MaestroError `path.outside`, `scripted.text-not-found`.
 */
export async function applyEdit(cwd: string, edit: Edit): Promise<Change> {
  if (edit.file.split(/[\\/]/).some((part) => /^\.git[. ]*$/i.test(part) || /^git~\d+$/i.test(part)))
    throw new MaestroError('path.outside', `The path ${JSON.stringify(edit.file)} belongs to git.`);
  const path = await resolveInside(cwd, edit.file);
  const before = await readTextIfAny(path);
  const after = applyTo(before, edit);
  if (after === before) return 'none';
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, after);
  return before === undefined ? 'add' : 'update';
}

/** The text of a file after an edit; `undefined` stands for a file that is not there. */
export function applyTo(before: string | undefined, edit: Edit): string {
  if ('write' in edit) return edit.write;
  if ('append' in edit) return appended(before ?? '', edit.append);
  const there = before?.includes(edit.replace) ?? false;
  // A replacement that contains what was searched for must not be made inside of itself.
  if (before !== undefined && there && edit.replace.includes(edit.find)) return before;
  if (before?.includes(edit.find)) return before.replace(edit.find, () => edit.replace);
  if (before !== undefined && there) return before;
  throw new MaestroError(
    'scripted.text-not-found',
    `${edit.file} does not contain ${JSON.stringify(edit.find)}.`,
    { remedy: 'Correct the script, or the file it was written for.' },
  );
}

function appended(before: string, text: string): string {
  if (before.includes(text)) return before;
  return before === '' || before.endsWith('\n') ? before + text : `${before}\n${text}`;
}
