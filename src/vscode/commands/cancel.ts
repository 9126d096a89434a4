import * as vscode from 'vscode';
import { cancel } from '../../symphony/control.ts';
import { contributionOf } from '../contribution-of.ts';
import type { Door } from '../door.ts';
import { launcher } from '../launch.ts';
import { plain } from '../plain.ts';

/** *Cancel Contribution*: gives the issue back after a question that says what goes and what stays. */
export async function run(door: Door, argument?: unknown): Promise<void> {
  const contribution = await contributionOf(door, argument, 'cancel');
  if (!contribution) return;
  const { t } = vscode.l10n;
  const pull = contribution.claim?.pull;
  const keep = t('Cancel, Keep Clone');
  const remove = t('Cancel and Delete Clone');
  const hasClone = contribution.clone !== null && !contribution.clone.removed;
  const chosen = await vscode.window.showWarningMessage(
    t('Cancel "{0}"?', plain(contribution.start.name, 100)),
    {
      modal: true,
      detail: [
        pull
          ? t(
              'Draft pull request #{0} is closed and its branch deleted: the issue is free again.',
              pull.number,
            )
          : t('The issue is free again.'),
        ...(hasClone ? [t('Deleting the clone also deletes work in it that exists nowhere else.')] : []),
      ].join('\n\n'),
    },
    keep,
    ...(hasClone ? [remove] : []),
  );
  if (chosen === undefined) return;
  const ctx = await door.signedInContext();
  const removeClone = chosen === remove;
  await cancel(ctx, contribution.id, { removeClone }, launcher(door, ctx, contribution.id));
}
