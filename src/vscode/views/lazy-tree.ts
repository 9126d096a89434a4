import * as vscode from 'vscode';
import type { Board } from '../model/board.ts';
import type { Node } from './nodes/node.ts';
import type { ProjectsTree } from './projects-tree.ts';

/** The Projects view's tree, loaded when its rows are asked for: most windows never show it. */
export class LazyTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly onDidChangeTreeData: vscode.Event<Node | undefined>;
  readonly #changed = new vscode.EventEmitter<Node | undefined>();
  #tree: Promise<ProjectsTree> | undefined;

  /** @param open called when the rows are asked for the first time; resolves when there is something to show. */
  constructor(private readonly open: () => Promise<void>) {
    this.onDidChangeTreeData = this.#changed.event;
  }

  /** Shows another board; nothing happens before the rows were asked for. */
  async show(board: Board): Promise<void> {
    (await this.#tree)?.show(board);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node.item();
  }

  getParent(node: Node): Node | undefined {
    return node.parent;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    this.#tree ??= this.#load();
    return (await this.#tree).getChildren(node);
  }

  dispose(): void {
    this.#changed.dispose();
    void this.#tree?.then((tree) => tree.dispose());
  }

  async #load(): Promise<ProjectsTree> {
    const { ProjectsTree } = await import('./projects-tree.ts');
    const tree = new ProjectsTree(this.open);
    tree.onDidChangeTreeData((node) => this.#changed.fire(node));
    return tree;
  }
}
