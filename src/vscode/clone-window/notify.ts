import * as vscode from 'vscode';
import type { Contribution } from '../../symphony/contribution.ts';
import { plain } from '../plain.ts';
import { type RemedyAction, remedyOf } from '../remedies.ts';

/** Says it when a run comes to wait for its user, or ends, while they look. */
export async function notifyOfChange(before: Contribution, now: Contribution): Promise<void> {
  if (before.state === now.state) return;
  const { t } = vscode.l10n;
  const { done, total } = now.tasks;
  switch (now.state) {
    case 'finishing':
      if (now.finalizing || now.start.finalize === 'auto') return;
      return offer(
        vscode.window.showInformationMessage,
        t('The run is done: {0} of {1} tasks. Look at the changes and hand them over.', done, total),
        { title: t('Finalize…'), command: 'maestro.symphony.finalize', arguments: [now.id] },
      );
    case 'paused':
      if (now.paused?.reason !== 'budget') return;
      return offer(
        vscode.window.showWarningMessage,
        t(
          '#{0} has reached its budget and is paused: {1} of {2} tasks done.',
          now.start.issue.number,
          done,
          total,
        ),
        { title: t('Raise Budget…'), command: 'maestro.symphony.raiseBudget', arguments: [now.id] },
      );
    case 'needs_attention':
    case 'failed':
      return offerHelp(now);
    case 'ready_for_review':
      return offer(
        vscode.window.showInformationMessage,
        t('Pull request #{0} is ready for review.', now.claim?.pull?.number ?? ''),
        { title: t('Open Pull Request'), command: 'maestro.symphony.openPullRequest', arguments: [now.id] },
      );
    case 'merged':
      await vscode.window.showInformationMessage(t('Your contribution was merged. Thank you!'));
      return;
    default:
      return;
  }
}

async function offerHelp({ id, problem }: Contribution): Promise<void> {
  const { words, action } = remedyOf({ code: '', ...problem, data: { contribution: id } });
  return offer(
    vscode.window.showWarningMessage,
    // What git said may be long, and what to do stands behind it.
    [plain(problem?.message ?? '', 220), words].filter(Boolean).join(' '),
    action ?? { title: vscode.l10n.t('Show Actions'), command: 'maestro.symphony.actions', arguments: [id] },
  );
}

async function offer(
  show: (message: string, ...items: string[]) => Thenable<string | undefined>,
  message: string,
  action: RemedyAction,
): Promise<void> {
  if ((await show(plain(message, 400), action.title)) === action.title)
    await vscode.commands.executeCommand(action.command, ...(action.arguments ?? []));
}
