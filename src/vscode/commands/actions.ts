import * as vscode from 'vscode';
import { contributionOf } from '../contribution-of.ts';
import type { Door } from '../door.ts';
import { type Ability, abilities } from '../model/abilities.ts';
import { plain } from '../plain.ts';
import { stateWords } from '../words.ts';

/** What a click on the status bar offers: everything that can be done with the contribution now. */
export async function run(door: Door, argument?: unknown): Promise<void> {
  // Every contribution can be looked at, so this excludes none.
  const contribution = await contributionOf(door, argument, 'attach');
  if (!contribution) return;
  const here = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const items = abilities(contribution)
    .filter((ability) => ability !== 'openClone' || contribution.clone?.dir !== here)
    .map((ability) => ({ ...look(ability), ability }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: plain(contribution.start.name, 100),
    placeHolder: [stateWords(contribution), contribution.problem?.message]
      .filter((text) => text !== undefined)
      .map((text) => plain(text))
      .join(': '),
  });
  if (chosen) await vscode.commands.executeCommand(`maestro.symphony.${chosen.ability}`, contribution.id);
}

function look(ability: Ability): { label: string; iconPath: vscode.ThemeIcon } {
  const { t } = vscode.l10n;
  const item = (label: string, icon: string) => ({ label, iconPath: new vscode.ThemeIcon(icon) });
  switch (ability) {
    case 'raiseBudget':
      return item(t('Raise Budget…'), 'dashboard');
    case 'attach':
      return item(t('Show the run in a terminal'), 'terminal');
    case 'finalize':
      return item(t('Look at the changes and hand over…'), 'check-all');
    case 'resume':
      return item(t('Resume'), 'debug-continue');
    case 'pause':
      return item(t('Pause…'), 'debug-pause');
    case 'openPullRequest':
      return item(t('Open pull request'), 'git-pull-request');
    case 'openClone':
      return item(t('Open clone in new window'), 'empty-window');
    case 'showTranscript':
      return item(t('Show transcript'), 'output');
    case 'cancel':
      return item(t('Give Back…'), 'discard');
    case 'deleteClone':
      return item(t('Delete Clone…'), 'trash');
  }
}
