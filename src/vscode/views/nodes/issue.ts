import * as vscode from 'vscode';
import { oneLine } from '../../../platform/text.ts';
import { abilities } from '../../model/abilities.ts';
import type { BoardIssue } from '../../model/board-projects.ts';
import { issueLook, type Look, stateLook, stateWords, themeIcon } from '../../words.ts';
import { contextValue } from '../context-value.ts';
import { DocumentNode } from './document.ts';
import { EmptyNode } from './message.ts';
import type { Node } from './node.ts';
import type { ProjectNode } from './project.ts';

/** A labelled issue: who works on it, and what of the user's own work is on it. */
export class IssueNode implements Node {
  readonly id: string;

  constructor(
    readonly parent: ProjectNode,
    readonly entry: BoardIssue,
  ) {
    this.id = `${parent.id}#${entry.issue.number}`;
  }

  item(): vscode.TreeItem {
    const { issue, contribution, startable } = this.entry;
    const label = `#${issue.number} ${oneLine(issue.title, 160)}`;
    const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
    const look: Look = contribution ? stateLook(contribution.state) : issueLook(issue);
    item.id = this.id;
    item.iconPath = themeIcon(look);
    item.description = this.#description(look);
    item.tooltip = this.#tooltip(item.description);
    item.accessibilityInformation = { label: `${label}, ${item.description}` };
    item.contextValue = contextValue('issue', [
      ...(startable ? ['start'] : []),
      ...(contribution ? abilities(contribution) : []),
      ...(issue.claim && !contribution ? ['openPullRequest'] : []),
      'openIssue',
    ]);
    return item;
  }

  children(): Node[] {
    const { documents, problems } = this.entry.issue;
    if (documents.length > 0) return documents.map((document) => new DocumentNode(this, document));
    const why = problems[0] ? oneLine(problems[0].message) : vscode.l10n.t('It names no document.');
    return [new EmptyNode(this, why)];
  }

  #description(look: Look): string {
    const { issue, contribution } = this.entry;
    if (contribution) {
      const { done, total } = contribution.tasks;
      const progress = total > 0 ? ` ${done}/${total}` : '';
      return vscode.l10n.t('yours: {0}', `${stateWords(contribution)}${progress}`);
    }
    const by = issue.claim ? ` · ${oneLine(issue.claim.author, 40)} #${issue.claim.number}` : '';
    return `${look.words}${by}`;
  }

  #tooltip(status: string): string {
    const { issue } = this.entry;
    return [
      `${issue.slug} #${issue.number}`,
      oneLine(issue.title, 300),
      '',
      status,
      vscode.l10n.t('by {0}', oneLine(issue.author, 40)),
      ...issue.problems.map(({ message }) => oneLine(message, 300)),
    ].join('\n');
  }
}
