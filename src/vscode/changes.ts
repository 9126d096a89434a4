import * as vscode from 'vscode';
import type { Contribution } from '../symphony/contribution.ts';
import type { Door } from './door.ts';
import { plain } from './plain.ts';

// The part of the built-in Git extension's API (version 1, extensions/git/src/api/git.d.ts) that is used here.
interface GitExtension {
  enabled: boolean;
  getAPI(version: 1): GitApi;
}
interface GitApi {
  openRepository(root: vscode.Uri): Promise<GitRepository | null>;
  toGitUri(uri: vscode.Uri, ref: string): vscode.Uri;
}
interface GitRepository {
  diffBetween(from: string, to: string): Promise<GitChange[]>;
}
interface GitChange {
  uri: vscode.Uri;
  originalUri: vscode.Uri;
  status: number;
}
const ADDED = 1;
const DELETED = 2;

/** Opens everything that a contribution changed in the editor's own multi-file diff; says so when that cannot be done. */
export async function showChanges(door: Door, { clone, claim, start }: Contribution): Promise<void> {
  if (!clone || !claim) return;
  const git = await gitApi();
  const repository = await git?.openRepository(vscode.Uri.file(clone.dir));
  if (!git || !repository) {
    door.log.warn(`The built-in Git extension cannot open ${clone.dir}; no diff is shown.`);
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        'The diff cannot be shown here: the built-in Git extension is off or not allowed to open the clone.',
      ),
    );
    return;
  }
  const changes = await repository.diffBetween(claim.baseSha, 'HEAD');
  const sides = changes.map(({ uri, originalUri, status }) => [
    uri,
    status === ADDED ? undefined : git.toGitUri(originalUri, claim.baseSha),
    status === DELETED ? undefined : git.toGitUri(uri, 'HEAD'),
  ]);
  await vscode.commands.executeCommand('vscode.changes', plain(start.name, 100), sides);
}

async function gitApi(): Promise<GitApi | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  const git = await extension?.activate();
  return git?.enabled ? git.getAPI(1) : undefined;
}
