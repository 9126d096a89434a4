import * as vscode from 'vscode';
import type { StartPreview } from '../../symphony/service/messages.ts';
import { plain } from '../plain.ts';
import { choose, type Place } from './steps.ts';

/** The last question, beside the preview. @throws vscode.CancellationError for a no. */
export async function confirm(plan: StartPreview, place: Place): Promise<void> {
  const { t } = vscode.l10n;
  const question = {
    ...place,
    title: t('Start Symphony'),
    placeholder: t('Read what will be done in the editor, then decide'),
  };
  const hidden = plan.hiddenParts > 0 ? [t('hidden parts in the issue text: {0}', plan.hiddenParts)] : [];
  const warnings = [...hidden, ...plan.warnings.map(({ message }) => plain(message, 160))];
  const chosen = await choose<vscode.QuickPickItem & { yes: boolean }>(question, (pick) => {
    pick.items = [
      {
        label: t('Claim the issue and start'),
        iconPath: new vscode.ThemeIcon('play'),
        description: t('opens a draft pull request in your name'),
        detail: warnings.length > 0 ? `$(warning) ${warnings.join(' · ')}` : '',
        yes: true,
      },
      { label: t('Do not start'), iconPath: new vscode.ThemeIcon('close'), yes: false },
    ];
  });
  if (!chosen.yes) throw new vscode.CancellationError();
}
