import { MaestroError } from '../../platform/errors.ts';
import { isInside } from '../../platform/files.ts';
import type { UnsavedWork } from '../../runner/workspace/types.ts';
import { cancel as cancelContribution } from '../../symphony/control.ts';
import { unsavedLines, unsavedMark, unsavedOf, unsavedWords } from '../../symphony/unsaved.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { find, follow } from './control.ts';
import { launch } from './start.ts';

export interface CancelOptions {
  removeClone?: boolean;
  deleteUnsaved?: boolean;
  yes?: boolean;
  detach?: boolean;
}

/**
 * `symphony cancel ID [--remove-clone [--delete-unsaved]] [--yes]`: gives the issue back and keeps the clone, unless its removal was
 * asked for; what exists nowhere else is named, and goes only by a second yes.
 */
export async function cancel(door: Door, idOrPrefix: string, options: CancelOptions): Promise<number> {
  if (options.deleteUnsaved && !options.removeClone)
    throw new MaestroError('cli.usage', '--delete-unsaved says what may go with the clone.', {
      remedy: 'Write it together with --remove-clone.',
    });
  const { ctx, contribution } = await find(door, idOrPrefix);
  const { terminal, signal } = door;
  const { clone, claim, start } = contribution;
  const dir = clone && !clone.removed ? clone.dir : null;
  const unsaved = await unsavedOf(ctx, contribution, signal);
  if (dir !== null && unsaved) {
    terminal.out(`Only in the clone ${dir}, and nowhere else:`);
    for (const line of unsavedLines(unsaved)) terminal.out(`  ${line}`);
    if (options.removeClone && !options.deleteUnsaved) throw unsavedError(dir, unsaved);
  }
  const pull = claim?.pull ? `close pull request #${claim.pull.number} and ` : '';
  const question = `Give #${start.issue.number} back (${pull}delete the branch)?`;
  if (!options.yes && !(await terminal.confirm(question, signal))) {
    terminal.out('Nothing was cancelled.');
    return EXIT.good;
  }
  const removeClone = dir !== null && (await isCloneToGo(door, ctx.home.root, dir, unsaved, options));
  await cancelContribution(
    ctx,
    contribution.id,
    { removeClone, ...(removeClone && unsaved ? { loseUnsaved: unsavedMark(unsaved) } : {}) },
    () => launch(door, ctx, contribution.id),
  );
  return follow(door, ctx, contribution.id, options.detach ?? false);
}

/** A question of its own, also for whoever has said yes to the first. */
async function isCloneToGo(
  { terminal, signal }: Door,
  home: string,
  dir: string,
  unsaved: UnsavedWork | null,
  { removeClone = false, yes = false }: CancelOptions,
): Promise<boolean> {
  if (yes) return removeClone;
  const lost = unsaved ? `, with ${unsavedWords(unsaved)} that exist nowhere else` : '';
  const question = isInside(home, dir)
    ? `Move the clone ${dir} to the trash${lost} (it can be moved back for 7 days)?`
    : `Delete the clone ${dir} for good${lost}?`;
  return terminal.confirm(question, signal);
}

function unsavedError(dir: string, unsaved: UnsavedWork): MaestroError {
  return new MaestroError(
    'clone.unsaved',
    `The clone ${dir} holds work that exists nowhere else: ${unsavedWords(unsaved)}.`,
    {
      remedy:
        'Leave out --remove-clone to keep it, or add --delete-unsaved to let go what is named above. Nothing was cancelled.',
    },
  );
}
