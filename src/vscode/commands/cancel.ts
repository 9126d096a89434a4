import * as vscode from 'vscode';
import type { SymphonyContext } from '../../symphony/context.ts';
import type { Contribution } from '../../symphony/contribution.ts';
import { cancel } from '../../symphony/control.ts';
import { isEnded } from '../../symphony/states.ts';
import { contributionOf } from '../contribution-of.ts';
import type { Door } from '../door.ts';
import { launcher } from '../launch.ts';
import { watchContribution } from '../model/watch.ts';
import { plain } from '../plain.ts';
import { readUnsaved } from '../unsaved.ts';

/** *Give Back…*: gives the issue back after a question that says what goes and what stays. The clone stays in any case. */
export async function run(door: Door, argument?: unknown): Promise<void> {
  const contribution = await contributionOf(door, argument, 'cancel');
  if (!contribution || !(await isWanted(door, contribution))) return;
  const ctx = await door.signedInContext();
  const { id } = contribution;
  await cancel(ctx, id, { removeClone: false }, launcher(door, ctx, id));
  const ended = await whenEnded(ctx, contribution);
  if (ended?.state === 'cancelled') void sayWhatStays(ended);
}

async function isWanted(door: Door, contribution: Contribution): Promise<boolean> {
  const { t } = vscode.l10n;
  const { claim, clone, start } = contribution;
  const hasClone = clone !== null && !clone.removed;
  const unsaved = hasClone ? await readUnsaved(door, await door.context(), contribution) : undefined;
  const give = hasClone ? t('Give Back, Keep Clone') : t('Give Back');
  const pull = claim?.pull;
  const detail = [
    plain(start.issue.title),
    pull
      ? t('Draft pull request #{0} is closed and its branch deleted: the issue is free again.', pull.number)
      : t('The issue is free again.'),
    ...(hasClone ? [t('The clone stays: {0}', clone.dir), ...(unsaved?.lines ?? [])] : []),
  ].join('\n\n');
  const chosen = await vscode.window.showWarningMessage(
    t('Give #{0} back?', start.issue.number),
    { modal: true, detail },
    { title: give },
    { title: t('Keep Working'), isCloseAffordance: true },
  );
  return chosen?.title === give;
}

/** Resolves with the first state in which it has ended, or in which its user is asked. */
async function whenEnded(
  ctx: SymphonyContext,
  { id, start }: Contribution,
): Promise<Contribution | undefined> {
  const options = {
    location: vscode.ProgressLocation.Window,
    title: vscode.l10n.t('Giving #{0} back…', start.issue.number),
  };
  return vscode.window.withProgress(options, async () => {
    const watching = new AbortController();
    for await (const now of watchContribution(ctx.home, id, watching.signal)) {
      if (isEnded(now.state) || now.state === 'needs_attention' || now.state === 'interrupted') {
        watching.abort();
        return now;
      }
    }
    return undefined;
  });
}

async function sayWhatStays({ id, clone, start }: Contribution): Promise<void> {
  const { t } = vscode.l10n;
  const given = t('#{0} was given back.', start.issue.number);
  if (!clone || clone.removed) {
    await vscode.window.showInformationMessage(given);
    return;
  }
  const remove = t('Delete Clone…');
  const text = [given, t('Its clone is kept: {0}', clone.dir)].join(' ');
  if ((await vscode.window.showInformationMessage(text, remove)) === remove)
    await vscode.commands.executeCommand('maestro.symphony.deleteClone', id);
}
