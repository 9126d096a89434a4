import * as vscode from 'vscode';
import type { Contribution } from '../../symphony/contribution.ts';
import { finalize } from '../../symphony/control.ts';
import { contributionOf } from '../contribution-of.ts';
import type { Door } from '../door.ts';
import { launcher } from '../launch.ts';
import { showChanges } from '../changes.ts';

/** *Finalize Contribution*: shows the changes, then asks whether to hand the pull request over. */
export async function run(door: Door, argument?: unknown): Promise<void> {
  door.requireTrust();
  const contribution = await contributionOf(door, argument, 'finalize');
  if (!contribution) return;
  await showChanges(door, contribution);
  const { t } = vscode.l10n;
  const yes = t('Hand Over');
  const chosen = await vscode.window.showInformationMessage(question(contribution), yes, t('Not Yet'));
  if (chosen !== yes) return;
  const ctx = await door.signedInContext();
  await finalize(ctx, contribution.id, launcher(door, ctx, contribution.id));
}

function question({ diff, tasks, claim }: Contribution): string {
  const { t } = vscode.l10n;
  const changed = diff
    ? t('{0} files changed, +{1} −{2}.', diff.files, diff.insertions, diff.deletions)
    : t('Nothing was changed.');
  const done = t('{0} of {1} tasks done.', tasks.done, tasks.total);
  return `${changed} ${done} ${t('Hand pull request #{0} over to the maintainers?', claim?.pull?.number ?? '')}`;
}
