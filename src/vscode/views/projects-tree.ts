import * as vscode from 'vscode';
import type { Board } from '../model/board.ts';
import { ErrorNode, SignedOutNode } from './nodes/message.ts';
import type { Node } from './nodes/node.ts';
import { ProjectNode } from './nodes/project.ts';

/** The rows of the Projects view, in a fixed place each: a new board changes the rows that differ and no other. */
export class ProjectsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly onDidChangeTreeData: vscode.Event<Node | undefined>;
  readonly #changed = new vscode.EventEmitter<Node | undefined>();
  #nodes: Node[] | undefined;
  #opening: Promise<void> | undefined;

  /** @param open called when the rows are asked for the first time; resolves when there is something to show. */
  constructor(private readonly open: () => Promise<void>) {
    this.onDidChangeTreeData = this.#changed.event;
  }

  /** Shows another board. */
  show(board: Board): void {
    const before = this.#nodes ?? [];
    const known = new Map(before.map((node) => [node.id, node]));
    const changed: Node[] = [];
    const nodes = rootNodes(board).map((node) => {
      const old = known.get(node.id);
      if (!(old instanceof ProjectNode && node instanceof ProjectNode)) return node;
      if (old.update(node)) changed.push(old);
      return old;
    });
    this.#nodes = nodes;
    const isSameList = nodes.length === before.length && nodes.every((node, at) => node === before[at]);
    for (const node of isSameList ? changed : [undefined]) this.#changed.fire(node);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node.item();
  }

  getParent(node: Node): Node | undefined {
    return node.parent;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node) return node.children();
    this.#opening ??= this.open();
    await this.#opening;
    return this.#nodes ?? [];
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function rootNodes({ projects, error, signedIn, rateLimit, complete }: Board): Node[] {
  // With nothing to list, the view's welcome text speaks instead.
  if (projects.length === 0) return [];
  return [
    ...(error ? [new ErrorNode(undefined, error.message)] : []),
    ...(signedIn ? [] : [new SignedOutNode(rateLimit?.remaining ?? null)]),
    ...projects.map((entry) => new ProjectNode(entry, complete)),
  ];
}
