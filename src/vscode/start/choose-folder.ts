import { homedir } from 'node:os';
import { join, sep } from 'node:path';
import * as vscode from 'vscode';
import { choose, type Place } from './steps.ts';

/** Where to clone: the default place (null) or an empty folder of the user's choice. */
export async function chooseFolder(root: string, slug: string, place: Place): Promise<string | null> {
  const { t } = vscode.l10n;
  const standard = join(root, slug.replace('/', '-'));
  const question = {
    ...place,
    title: t('Start Symphony'),
    placeholder: t('Choose the folder to clone into'),
  };
  for (;;) {
    const chosen = await choose<vscode.QuickPickItem>(question, (pick) => {
      pick.items = [
        { label: tilde(standard), iconPath: new vscode.ThemeIcon('folder'), description: t('default') },
        { label: t('Another folder…'), iconPath: new vscode.ThemeIcon('folder-opened'), description: '' },
      ];
    });
    if (chosen.description) return null;
    const [folder] =
      (await vscode.window.showOpenDialog({
        canSelectFiles: false,
        canSelectFolders: true,
        openLabel: t('Clone Here'),
        title: t('Choose an empty folder'),
      })) ?? [];
    if (folder) return folder.fsPath;
  }
}

function tilde(path: string): string {
  const home = homedir() + sep;
  return path.startsWith(home) ? `~${sep}${path.slice(home.length)}` : path;
}
