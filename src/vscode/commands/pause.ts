import * as vscode from 'vscode';
import { pause } from '../../symphony/control.ts';
import { contributionOf } from '../contribution-of.ts';
import type { Door } from '../door.ts';
import { plain } from '../plain.ts';

/** *Pause Contribution*: now, or after the task. */
export async function run(door: Door, argument?: unknown): Promise<void> {
  const contribution = await contributionOf(door, argument, 'pause');
  if (!contribution) return;
  const { t } = vscode.l10n;
  const chosen = await vscode.window.showQuickPick(
    [
      { label: t('After the current task'), when: 'after_task' as const, description: '' },
      { label: t('Now'), when: 'now' as const, description: t('the task is run again on resume') },
    ],
    { title: t('Pause {0}', plain(contribution.start.name, 100)) },
  );
  if (chosen) await pause(await door.context(), contribution.id, chosen.when);
}
