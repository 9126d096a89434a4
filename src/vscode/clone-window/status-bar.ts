import * as vscode from 'vscode';
import type { Contribution } from '../../symphony/contribution.ts';
import { waitsForUser } from '../../symphony/states.ts';
import { plain } from '../plain.ts';
import { stateLook, stateWords } from '../words.ts';

/** The run of this window's clone in the status bar: how far it is, and a click for what can be done. */
export class RunStatus implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem(
    'maestro.symphony.run',
    vscode.StatusBarAlignment.Left,
    50,
  );

  /** The contribution that a click is about. */
  #id: string | undefined;

  constructor() {
    this.#item.name = 'Maestro Symphony';
  }

  show(contribution: Contribution): void {
    const { start, tasks, state, activity } = contribution;
    const words = stateWords(contribution);
    const progress = tasks.total > 0 ? ` ${tasks.done}/${tasks.total}` : '';
    const item = this.#item;
    item.text = `$(${stateLook(state).icon}) Symphony${progress} ${words}`;
    item.tooltip = [
      plain(start.name),
      plain(start.issue.title),
      vscode.l10n.t('{0} of {1} tasks done', tasks.done, tasks.total),
      ...(activity === null ? [] : [plain(activity)]),
    ].join('\n');
    item.accessibilityInformation = {
      label: vscode.l10n.t('Symphony: {0}, {1} of {2} tasks done', words, tasks.done, tasks.total),
      role: 'button',
    };
    this.#leadTo(contribution.id);
    item.backgroundColor = background(contribution);
    item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }

  /** Only when it is another one: the editor forgets the old command's arguments, and a click may be on its way. */
  #leadTo(id: string): void {
    if (id === this.#id) return;
    this.#id = id;
    this.#item.command = {
      command: 'maestro.symphony.actions',
      title: vscode.l10n.t('Show Actions'),
      arguments: [id],
    };
  }
}

function background(contribution: Contribution): vscode.ThemeColor | undefined {
  switch (contribution.state) {
    case 'failed':
    case 'interrupted':
      return new vscode.ThemeColor('statusBarItem.errorBackground');
    default:
      return waitsForUser(contribution)
        ? new vscode.ThemeColor('statusBarItem.warningBackground')
        : undefined;
  }
}
