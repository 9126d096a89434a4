import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type Board, readBoard } from '../../src/vscode/model/board.ts';
import type { Node } from '../../src/vscode/views/nodes/node.ts';
import { ProjectsTree } from '../../src/vscode/views/projects-tree.ts';
import { HANG_MS } from '../support/limits.ts';
import { contextOf } from './support.ts';

describe('the Projects view', () => {
  const channel = vscode.window.createOutputChannel('test', { log: true });
  after(() => channel.dispose());

  /** Reads a board the way the view does and returns every state it passes through. */
  async function boards(signedIn: boolean): Promise<Board[]> {
    const seen: Board[] = [];
    const ctx = await contextOf(channel, { signedIn });
    await readBoard(ctx, { refresh: true, signal: AbortSignal.timeout(HANG_MS) }, (board) =>
      seen.push(board),
    );
    return seen;
  }

  async function textOf(board: Board): Promise<string> {
    const tree: ProjectsTree = new ProjectsTree(async () => tree.show(board));
    const rows = async (node: Node | undefined, indent: string): Promise<string[]> => {
      const lines: string[] = [];
      for (const child of await tree.getChildren(node)) {
        const item = tree.getTreeItem(child);
        const icon = (item.iconPath as vscode.ThemeIcon).id;
        lines.push(`${indent}${item.label} | ${item.description ?? ''} | ${icon} | ${item.contextValue}`);
        lines.push(...(await rows(child, `${indent}  `)));
      }
      return lines;
    };
    const text = (await rows(undefined, '')).join('\n');
    tree.dispose();
    return text;
  }

  it('lists projects, issues with their state, and documents', async () => {
    const board = (await boards(true)).at(-1);
    assert.ok(board);
    assert.equal(
      await textOf(board),
      [
        'Text Kit | 2 available · Developer Tools | star-full | project;openProject;',
        '  #2 Say what a word is | available | issue-opened | issue;start;openIssue;',
        '    03-count-words.md | symphony/03-count-words.md | markdown | document;openDocument;',
        '  #1 Put the text helpers in order | available | issue-opened | issue;start;openIssue;',
        '    01-slugify.md | symphony/01-slugify.md | markdown | document;openDocument;',
        '    02-wrap.md | symphony/02-wrap.md | markdown | document;openDocument;',
        '    03-count-words.md | symphony/03-count-words.md | markdown | document;openDocument;',
        '  #3 Move to the new wrapper | blocked | circle-slash | issue;openIssue;',
        '    02-wrap.md | symphony/02-wrap.md | markdown | document;openDocument;',
        'Metronome | nothing available · Infrastructure | repo | project;openProject;',
        '  #1 Keep the beat after a tempo change | in progress · grace #2 | git-pull-request-draft | issue;openPullRequest;openIssue;',
        '    tempo.md | docs/tempo.md | markdown | document;openDocument;',
        'Score Reader | nothing available · AI & ML | repo | project;openProject;',
        '  No issue has the label runmaestro.ai. |  | info | message;',
      ].join('\n'),
    );
  });

  it('is filled from the cache before GitHub is asked', async () => {
    const [first] = await boards(true);
    assert.ok(first);
    assert.match(await textOf(first), /#1 Put the text helpers in order/);
  });

  it('offers the sign-in on top while nobody is signed in, and lists all the same', async () => {
    const board = (await boards(false)).at(-1);
    assert.ok(board);
    const [top, ...rest] = (await textOf(board)).split('\n');
    assert.equal(top, 'Sign in to GitHub | to contribute | sign-in | message;');
    assert.ok(rest.some((row) => row.includes('#1 Put the text helpers in order')));
  });

  it('changes only the rows that differ', async () => {
    const board = (await boards(true)).at(-1);
    assert.ok(board);
    const tree: ProjectsTree = new ProjectsTree(async () => tree.show(board));
    const [textKit] = await tree.getChildren();
    const drawn: (Node | undefined)[] = [];
    tree.onDidChangeTreeData((node) => drawn.push(node));
    tree.show(structuredClone(board));
    assert.deepEqual(drawn, []);
    const changed = structuredClone(board);
    changed.projects[0]?.issues?.pop();
    tree.show(changed);
    assert.deepEqual(drawn, [textKit]);
    tree.dispose();
  });
});
