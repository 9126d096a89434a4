import * as vscode from 'vscode';
import type { Node } from './node.ts';

/** A row that only says something. */
abstract class MessageNode implements Node {
  abstract readonly id: string;

  constructor(readonly parent: Node | undefined) {}

  abstract item(): vscode.TreeItem;

  children(): Node[] {
    return [];
  }

  protected row(label: string, icon: string, tooltip?: string): vscode.TreeItem {
    const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
    item.id = this.id;
    item.iconPath = new vscode.ThemeIcon(icon);
    item.tooltip = tooltip ?? label;
    item.contextValue = 'message;';
    return item;
  }
}

/** Shown while a project's issues are being read for the first time. */
export class LoadingNode extends MessageNode {
  readonly id = `${this.parent?.id ?? ''}/loading`;

  item(): vscode.TreeItem {
    return this.row(vscode.l10n.t('Reading the issues…'), 'loading~spin');
  }
}

/** Shown when there is nothing to list. */
export class EmptyNode extends MessageNode {
  readonly id = `${this.parent?.id ?? ''}/empty`;

  constructor(
    parent: Node,
    private readonly label: string,
  ) {
    super(parent);
  }

  item(): vscode.TreeItem {
    return this.row(this.label, 'info');
  }
}

/** Shown where something could not be read; choosing it tries again. */
export class ErrorNode extends MessageNode {
  readonly id = `${this.parent?.id ?? ''}/error`;

  constructor(
    parent: Node | undefined,
    private readonly message: string,
  ) {
    super(parent);
  }

  item(): vscode.TreeItem {
    const item = this.row(this.message, 'error', vscode.l10n.t('{0}\n\nChoose to try again.', this.message));
    item.command = { command: 'maestro.symphony.refresh', title: vscode.l10n.t('Try Again') };
    return item;
  }
}

/** Shown on top while nobody is signed in; choosing it signs in. */
export class SignedOutNode extends MessageNode {
  readonly id = '/signed-out';

  /** @param remaining requests that GitHub still answers this hour; null when not known. */
  constructor(private readonly remaining: number | null) {
    super(undefined);
  }

  item(): vscode.TreeItem {
    const item = this.row(vscode.l10n.t('Sign in to GitHub'), 'sign-in');
    item.description = vscode.l10n.t('to contribute');
    item.tooltip =
      this.remaining === null
        ? vscode.l10n.t('Signed out, GitHub answers only a few requests an hour.')
        : vscode.l10n.t('Signed out: GitHub answers {0} more requests this hour.', this.remaining);
    item.command = { command: 'maestro.symphony.signIn', title: vscode.l10n.t('Sign In') };
    return item;
  }
}
