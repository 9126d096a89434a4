import * as vscode from 'vscode';
import { oneLine } from '../../../platform/text.ts';
import type { DocumentFact } from '../../../symphony/journal/events.ts';
import { contextValue } from '../context-value.ts';
import type { IssueNode } from './issue.ts';
import type { Node } from './node.ts';

/** An Auto Run document of an issue; choosing it shows its text. */
export class DocumentNode implements Node {
  readonly id: string;

  constructor(
    readonly parent: IssueNode,
    readonly document: DocumentFact,
  ) {
    this.id = `${parent.id}/${document.path}`;
  }

  item(): vscode.TreeItem {
    const { name, path, external } = this.document;
    const item = new vscode.TreeItem(oneLine(name, 100), vscode.TreeItemCollapsibleState.None);
    item.id = this.id;
    item.iconPath = new vscode.ThemeIcon(external ? 'link' : 'markdown');
    item.description = path === name ? '' : oneLine(path, 200);
    item.tooltip = oneLine(path, 600);
    item.contextValue = contextValue('document', ['openDocument']);
    item.command = {
      command: 'maestro.symphony.openDocument',
      title: vscode.l10n.t('Open Document'),
      arguments: [this],
    };
    return item;
  }

  children(): Node[] {
    return [];
  }
}
