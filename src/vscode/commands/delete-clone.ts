import { realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { MaestroError } from '../../platform/errors.ts';
import type { SymphonyContext } from '../../symphony/context.ts';
import type { Contribution } from '../../symphony/contribution.ts';
import { findContribution } from '../../symphony/contributions.ts';
import { contributionOf } from '../contribution-of.ts';
import type { Door } from '../door.ts';
import { PENDING_REMOVAL } from '../clone-window/pending-removal.ts';
import { type Cleaned, withService } from '../service.ts';
import { readUnsaved } from '../unsaved.ts';

/** What was agreed to in the clone's own window, which goes before the clone does. */
const Pending = z.object({ id: z.string(), lose: z.string().nullable() });
type Pending = z.infer<typeof Pending>;

/** *Delete Clone…*: moves the clone of a contribution that has ended to the trash, after a question that names what is only there. */
export async function run(door: Door, argument?: unknown): Promise<void> {
  door.requireTrust();
  const contribution = await contributionOf(door, argument, 'deleteClone');
  const dir = contribution?.clone?.dir;
  if (!contribution || dir === undefined) return;
  const ctx = await door.context();
  const { lines, mark, known } = await readUnsaved(door, ctx, contribution);
  if (!known)
    throw new MaestroError('clone.unreadable', vscode.l10n.t('What is in {0} could not be told.', dir), {
      remedy: vscode.l10n.t('Look at the folder, and delete it yourself when you do not need it.'),
    });
  if (!(await isWanted(ctx, contribution, lines))) return;
  const pending: Pending = { id: contribution.id, lose: mark };
  if (!(await isOpenHere(dir))) return remove(door, ctx, pending);
  // A window is not left open on nothing, and some systems move no folder that is open.
  await door.memory.update(PENDING_REMOVAL, pending);
  await vscode.commands.executeCommand('workbench.action.closeFolder');
}

/** Does what was agreed to in a window that has closed its folder since. */
export async function finish(door: Door, remembered: unknown): Promise<void> {
  await remove(door, await door.context(), Pending.parse(remembered));
}

async function isWanted(
  { home }: SymphonyContext,
  { clone, start }: Contribution,
  unsaved: readonly string[],
): Promise<boolean> {
  const { t } = vscode.l10n;
  const move = t('Move to Trash');
  const detail = [
    clone?.dir ?? '',
    ...(unsaved.length > 0 ? unsaved : [t('Everything in it exists elsewhere, too.')]),
    ...(isInHome(home.root, clone?.dir ?? '') ? [t('It can be brought back for 7 days.')] : []),
  ].join('\n\n');
  const chosen = await vscode.window.showWarningMessage(
    t('Move the clone of #{0} to the trash?', start.issue.number),
    { modal: true, detail },
    { title: move },
    { title: t('Keep Clone'), isCloseAffordance: true },
  );
  return chosen?.title === move;
}

async function remove(door: Door, ctx: SymphonyContext, { id, lose }: Pending): Promise<void> {
  const bin: Bin = { useTrash: true, failed: false };
  let result = await clean(door, ctx, { id, lose }, bin);
  if (bin.failed) {
    if (!(await isToGoForGood(result))) return;
    result = await clean(door, ctx, { id, lose }, { useTrash: false, failed: false });
  }
  const left = result.clones.find(({ kept }) => kept !== null);
  if (left)
    throw new MaestroError('clone.kept', vscode.l10n.t('{0} was kept: {1}.', left.dir, left.kept ?? ''));
  await sayWhereItIs(door, ctx, id, result.removed);
}

interface Bin {
  useTrash: boolean;
  /** There is no trash where the folder is. */
  failed: boolean;
}

/** The engine's own rules; a folder outside the home goes by the editor's means, which know the trash of the machine. */
async function clean(door: Door, ctx: SymphonyContext, { id, lose }: Pending, bin: Bin): Promise<Cleaned> {
  const discard = async (dir: string): Promise<void> => {
    const { useTrash } = bin;
    try {
      await vscode.workspace.fs.delete(vscode.Uri.file(dir), { recursive: true, useTrash });
    } catch (error) {
      bin.failed = useTrash;
      throw error;
    }
  };
  return withService(door, ctx, (service) => service.clean(id, lose, discard));
}

async function isToGoForGood({ clones }: Cleaned): Promise<boolean> {
  const { t } = vscode.l10n;
  const remove = t('Delete for Good');
  const chosen = await vscode.window.showWarningMessage(
    t('Delete the clone for good?'),
    {
      modal: true,
      detail: [clones[0]?.dir ?? '', t('There is no trash where it is: this cannot be undone.')].join('\n\n'),
    },
    { title: remove },
    { title: t('Keep Clone'), isCloseAffordance: true },
  );
  return chosen?.title === remove;
}

async function sayWhereItIs(
  door: Door,
  ctx: SymphonyContext,
  id: string,
  removed: Cleaned['removed'],
): Promise<void> {
  const { t } = vscode.l10n;
  const { start } = await findContribution(ctx.home, id);
  const undo = t('Undo');
  const text = t('The clone of #{0} was deleted.', start.issue.number);
  if (!removed) {
    await vscode.window.showInformationMessage(text);
    return;
  }
  const moved = t('The clone of #{0} is in the trash.', start.issue.number);
  if ((await vscode.window.showInformationMessage(moved, undo)) !== undo) return;
  try {
    await withService(door, ctx, (service) => service.restore(removed));
    await vscode.window.showInformationMessage(t('The clone is back: {0}', removed.dir));
  } catch (error) {
    door.report(error);
  }
}

async function isOpenHere(dir: string): Promise<boolean> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder?.scheme !== 'file') return false;
  const [here, there] = await Promise.all(
    [folder.fsPath, dir].map((path) => realpath(path).catch(() => path)),
  );
  return here === there;
}

function isInHome(root: string, dir: string): boolean {
  return dirname(resolve(dir)) === resolve(root);
}
