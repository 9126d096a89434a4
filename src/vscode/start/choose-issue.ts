import * as vscode from 'vscode';
import { parseTarget, type Target } from '../../symphony/start/target.ts';
import type { Board } from '../model/board.ts';
import { plain } from '../plain.ts';
import { choose, type Place } from './steps.ts';

interface IssueItem extends vscode.QuickPickItem {
  target?: Target;
}

/** Which issue: one of those available in the registered projects, or one that is typed or pasted. */
export async function chooseIssue(
  readBoard: () => Promise<Board | undefined>,
  webUrl: string,
  place: Place,
): Promise<Target> {
  const { t } = vscode.l10n;
  const question = {
    ...place,
    title: t('Start Symphony'),
    placeholder: t('Choose an issue, or paste its address or owner/repo#123'),
  };
  for (;;) {
    const { target } = await choose<IssueItem>(question, async (pick) => {
      let listed: IssueItem[] = [];
      const offer = (): void => {
        const typed = typedItem(pick.value, webUrl);
        pick.items = typed ? [typed, ...listed] : listed;
      };
      pick.onDidChangeValue(offer);
      offer();
      listed = issueItems(await readBoard());
      offer();
    });
    if (target) return target;
  }
}

/** The available issues, under their projects. */
function issueItems(board: Board | undefined): IssueItem[] {
  return (board?.projects ?? []).flatMap(({ project, issues }) => {
    const items = (issues ?? [])
      .filter(({ startable }) => startable)
      .map(
        ({ issue }): IssueItem => ({
          label: `$(issue-opened) ${plain(issue.title, 160)}`,
          description: `${issue.slug}#${issue.number}`,
          target: { slug: issue.slug, issue: issue.number },
        }),
      );
    if (items.length === 0) return [];
    return [{ label: plain(project.name, 80), kind: vscode.QuickPickItemKind.Separator }, ...items];
  });
}

/** What was typed, when it names an issue. */
function typedItem(text: string, webUrl: string): IssueItem | undefined {
  try {
    const target = parseTarget(text, webUrl);
    const label = `$(link) ${target.slug}#${target.issue}`;
    return { label, description: plain(text), alwaysShow: true, target };
  } catch {
    // Not an issue (yet): what is typed only filters the list.
    return undefined;
  }
}
