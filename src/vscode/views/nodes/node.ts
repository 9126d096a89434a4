import type * as vscode from 'vscode';

/** One row of the tree. Its id stays the same while its content changes, so that the view keeps what is open and chosen. */
export interface Node {
  readonly id: string;
  readonly parent: Node | undefined;
  item(): vscode.TreeItem;
  children(): Node[];
}
