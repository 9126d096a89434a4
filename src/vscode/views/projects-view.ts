import * as vscode from 'vscode';
import { isAbort } from '../../platform/errors.ts';
import { oneLine } from '../../platform/text.ts';
import type { Contribution } from '../../symphony/contribution.ts';
import { waitsForUser } from '../../symphony/states.ts';
import type { Door } from '../door.ts';
import type { Board } from '../model/board.ts';
import type { Node } from './nodes/node.ts';
import { LazyTree } from './lazy-tree.ts';

const VIEW = 'maestro.symphony.projects';
/** A board older than this is read again when the view comes into sight. */
const FRESH_MS = 5 * 60_000;

/** The Projects view: reads the board when it is seen, keeps the user's own contributions up to date while it is. */
export class ProjectsView implements vscode.Disposable {
  /** The newest board; undefined before the first one. */
  board: Board | undefined;
  readonly #tree = new LazyTree(() => this.#open());
  readonly #view: vscode.TreeView<Node>;
  readonly #disposables: vscode.Disposable[];
  #reading = new AbortController();
  #watching = new AbortController();
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly door: Door) {
    this.#view = vscode.window.createTreeView(VIEW, { treeDataProvider: this.#tree, showCollapseAll: true });
    this.#disposables = [
      this.#tree,
      this.#view,
      this.#view.onDidChangeVisibility(({ visible }) => (visible ? this.#seen() : this.#watching.abort())),
      door.session.onDidChange(() => this.#again()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('maestro.symphony')) this.#again();
      }),
    ];
  }

  /** Reads the board anew; with `refresh` GitHub is asked however fresh the caches are. */
  async refresh(refresh: boolean): Promise<void> {
    this.#reading.abort();
    this.#reading = new AbortController();
    const { signal } = this.#reading;
    this.#readAt = Date.now();
    const [{ readBoard }, { followAll }, ctx] = await Promise.all([
      import('../model/board.ts'),
      import('../../symphony/follow-up.ts'),
      this.door.context(),
    ]);
    await vscode.window.withProgress({ location: { viewId: VIEW } }, () =>
      readBoard(ctx, { refresh, signal }, (board) => this.#show(board)),
    );
    for (const { message, code } of this.board?.problems ?? []) this.door.log.warn(`${message} [${code}]`);
    await followAll(ctx, { maxAgeMs: refresh ? 0 : FRESH_MS, signal });
  }

  /** The board, read first when the view has not been seen yet. */
  async read(): Promise<Board | undefined> {
    if (!this.board) await this.refresh(false);
    return this.board;
  }

  dispose(): void {
    this.#reading.abort();
    this.#watching.abort();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** Resolves with the first board, the rest follows in place. */
  #open(): Promise<void> {
    return new Promise((resolve) => {
      const first = this.#tree.onDidChangeTreeData(() => {
        first.dispose();
        resolve();
      });
      this.#run(this.refresh(false).finally(resolve));
      this.#run(this.#watch());
    });
  }

  #show(board: Board): void {
    this.board = board;
    void vscode.commands.executeCommand('setContext', 'maestro.symphony.board', fillOf(board));
    void vscode.commands.executeCommand('setContext', 'maestro.symphony.signedIn', board.signedIn);
    this.#view.message = problemLine(board);
    void this.#tree.show(board);
  }

  #seen(): void {
    if (!this.board) return;
    if (Date.now() - this.#readAt > FRESH_MS) this.#run(this.refresh(false));
    this.#run(this.#watch());
  }

  #again(): void {
    if (this.board) this.#run(this.refresh(false));
  }

  async #watch(): Promise<void> {
    this.#watching.abort();
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    const [{ watchContributions }, { withContributions }, { home, clock }] = await Promise.all([
      import('../model/watch.ts'),
      import('../model/board.ts'),
      this.door.context(),
    ]);
    for await (const contributions of watchContributions(home, clock, signal)) {
      this.#view.badge = badge(contributions);
      if (this.board) this.#show(withContributions(this.board, contributions));
    }
  }

  #run(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (!isAbort(error)) this.door.report(error);
    });
  }
}

/** Which welcome text an empty view shows. */
function fillOf({ projects, error, complete }: Board): 'filled' | 'loading' | 'failed' | 'empty' {
  if (projects.length > 0) return 'filled';
  if (!complete) return 'loading';
  return error ? 'failed' : 'empty';
}

/** What could not be read, in a line above the rows; the log has all of it. */
function problemLine({ problems, complete }: Board): string | undefined {
  const [first, ...others] = problems;
  if (!first || !complete) return undefined;
  const more = others.length > 0 ? ` ${vscode.l10n.t('({0} more in the log)', others.length)}` : '';
  return `${oneLine(first.message)}${more}`;
}

/** The number of contributions that wait for the user. */
function badge(contributions: readonly Contribution[]): vscode.ViewBadge | undefined {
  const waiting = contributions.filter(waitsForUser).length;
  if (waiting === 0) return undefined;
  return { value: waiting, tooltip: vscode.l10n.t('Contributions that wait for you: {0}', waiting) };
}
