import { MaestroError } from '../../platform/errors.ts';
import { plural } from '../../platform/text.ts';
import { cleanClones } from '../../symphony/clean.ts';
import { findContribution } from '../../symphony/contributions.ts';
import { unsavedLines, unsavedMark, unsavedOf } from '../../symphony/unsaved.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { type CleanOutput, printJson } from '../json.ts';
import { bytes } from '../render/format.ts';

export interface CleanCommandOptions {
  dryRun?: boolean;
  deleteUnsaved?: boolean;
  json?: boolean;
}

/**
 * `symphony clean [ID [--delete-unsaved]] [--dry-run]`: moves clones whose work all exists elsewhere to the trash; says why each other
 * one stays. What exists nowhere else goes from one clone that is named, and is named itself.
 */
export async function clean(
  door: Door,
  idOrPrefix: string | undefined,
  options: CleanCommandOptions,
): Promise<number> {
  const { terminal, signal } = door;
  const dryRun = options.dryRun ?? false;
  const ctx = await door.context();
  const one = idOrPrefix === undefined ? undefined : await findContribution(ctx.home, idOrPrefix);
  if (options.deleteUnsaved && !one)
    throw new MaestroError('cli.usage', '--delete-unsaved is about one clone.', {
      remedy: 'Name its contribution: maestro symphony clean ID --delete-unsaved',
    });
  const unsaved = one && options.deleteUnsaved ? await unsavedOf(ctx, one, signal) : null;
  if (one && unsaved) {
    terminal.note(`Only in the clone ${one.clone?.dir}, and nowhere else:`);
    for (const line of unsavedLines(unsaved)) terminal.note(`  ${line}`);
  }
  const result = await cleanClones(ctx, {
    dryRun,
    signal,
    ...(one ? { ids: [one.id] } : {}),
    ...(unsaved ? { agreed: { lose: unsavedMark(unsaved) } } : {}),
  });
  if (options.json) {
    const output: CleanOutput = { dryRun, ...result };
    printJson(terminal, output);
    return EXIT.good;
  }
  let freed = 0;
  let removable = 0;
  for (const { dir, keep, sizeBytes: size } of result.clones) {
    terminal.out(
      `${keep ? terminal.look('dim', 'keep  ') : terminal.look('green', 'trash ')} ${dir} (${bytes(size)})${keep ? `: ${keep.why}` : ''}`,
    );
    if (keep) continue;
    removable++;
    freed += size;
  }
  for (const dir of result.foreign)
    terminal.out(`${terminal.look('dim', 'other ')} ${dir}: not of a contribution, left alone`);
  terminal.out(
    dryRun
      ? `${plural(removable, 'clone')} (${bytes(freed)}) would go to the trash.`
      : `${plural(result.removed.length, 'clone')} (${bytes(freed)}) moved to the trash; they can be moved back for 7 days.`,
  );
  return EXIT.good;
}
