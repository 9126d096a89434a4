import { plural } from '../../platform/text.ts';
import { cleanClones } from '../../symphony/clean.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { type CleanOutput, printJson } from '../json.ts';
import { bytes } from '../render/format.ts';

/** `symphony clean [--dry-run]`: moves clones whose work all exists elsewhere to the trash; says why each other one stays. */
export async function clean(door: Door, options: { dryRun?: boolean; json?: boolean }): Promise<number> {
  const { terminal } = door;
  const dryRun = options.dryRun ?? false;
  const result = await cleanClones(await door.context(), { dryRun, signal: door.signal });
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
