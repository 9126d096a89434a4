import * as vscode from 'vscode';
import type { Contribution } from '../../symphony/contribution.ts';
import { finalize } from '../../symphony/control.ts';
import { atMost } from '../at-most.ts';
import { showChanges } from '../changes.ts';
import { contributionOf } from '../contribution-of.ts';
import type { Door } from '../door.ts';
import { launcher } from '../launch.ts';
import { signedInFor } from '../signed-in-for.ts';

/** The question comes then, diff or not: it says in short what was changed, and the diff may still open below it. */
const DIFF_MS = 15_000;

/** *Finalize Contribution*: shows the changes, then asks whether to hand the pull request over. */
export async function run(door: Door, argument?: unknown): Promise<void> {
  door.requireTrust();
  const contribution = await contributionOf(door, argument, 'finalize');
  if (!contribution) return;
  const shown = showChanges(door, contribution).catch((error: unknown) => door.report(error));
  await atMost(DIFF_MS, shown);
  if (!(await isWanted(contribution))) return;
  const ctx = await signedInFor(door, contribution);
  await finalize(ctx, contribution.id, launcher(door, ctx, contribution.id));
}

/**
 * Asks in the quick input. A notification would be gone after ten seconds, long before a diff is read, and a dialog would
 * keep the diff from being read: this stays above it until it is answered.
 */
async function isWanted({ diff, tasks, claim }: Contribution): Promise<boolean> {
  const { t } = vscode.l10n;
  const changed = diff
    ? t('{0} files changed, +{1} −{2}.', diff.files, diff.insertions, diff.deletions)
    : t('Nothing was changed.');
  const done = t('{0} of {1} tasks done.', tasks.done, tasks.total);
  const items = [
    { label: t('Hand Over'), iconPath: new vscode.ThemeIcon('check-all'), yes: true },
    { label: t('Not Yet'), iconPath: new vscode.ThemeIcon('close'), yes: false },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: `${changed} ${done}`,
    placeHolder: t('Hand pull request #{0} over to the maintainers?', claim?.pull?.number ?? ''),
    ignoreFocusOut: true,
  });
  return chosen?.yes ?? false;
}
