import * as vscode from 'vscode';
import { oneLine } from '../../../platform/text.ts';
import type { BoardProject } from '../../model/board-projects.ts';
import { contextValue } from '../context-value.ts';
import { IssueNode } from './issue.ts';
import { EmptyNode, ErrorNode, LoadingNode } from './message.ts';
import type { Node } from './node.ts';

/** A registered project and how much of it can be started. */
export class ProjectNode implements Node {
  readonly id: string;
  readonly parent = undefined;

  constructor(
    public entry: BoardProject,
    private complete: boolean,
  ) {
    this.id = entry.project.slug.toLowerCase();
  }

  /** Takes over newer facts; true when they differ from the old ones. */
  update({ entry, complete }: ProjectNode): boolean {
    const differs = JSON.stringify([entry, complete]) !== JSON.stringify([this.entry, this.complete]);
    this.entry = entry;
    this.complete = complete;
    return differs;
  }

  item(): vscode.TreeItem {
    const { project } = this.entry;
    const item = new vscode.TreeItem(oneLine(project.name, 80), vscode.TreeItemCollapsibleState.Collapsed);
    item.id = this.id;
    item.iconPath = new vscode.ThemeIcon(project.featured ? 'star-full' : 'repo');
    item.description = this.#description();
    item.tooltip = [
      project.slug,
      oneLine(project.description, 400),
      '',
      [project.categoryTitle, ...project.tags].map((word) => oneLine(word, 40)).join(' · '),
      vscode.l10n.t('maintained by {0}', oneLine(project.maintainer.name, 80)),
    ].join('\n');
    item.accessibilityInformation = { label: `${oneLine(project.name, 80)}, ${item.description}` };
    item.contextValue = contextValue('project', ['openProject']);
    return item;
  }

  children(): Node[] {
    const { issues } = this.entry;
    if (issues === null && this.complete)
      return [new ErrorNode(this, vscode.l10n.t('The issues could not be read.'))];
    if (issues === null) return [new LoadingNode(this)];
    if (issues.length === 0)
      return [new EmptyNode(this, vscode.l10n.t('No issue has the label runmaestro.ai.'))];
    return issues.map((issue) => new IssueNode(this, issue));
  }

  #description(): string {
    const { issues, project } = this.entry;
    if (issues === null) return project.categoryTitle;
    const available = issues.filter(({ startable }) => startable).length;
    return available === 0
      ? vscode.l10n.t('nothing available · {0}', project.categoryTitle)
      : vscode.l10n.t('{0} available · {1}', available, project.categoryTitle);
  }
}
