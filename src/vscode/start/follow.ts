import * as vscode from 'vscode';
import type { SymphonyContext } from '../../symphony/context.ts';
import type { Contribution } from '../../symphony/contribution.ts';
import { cancel } from '../../symphony/control.ts';
import { MaestroError } from '../../platform/errors.ts';
import { launcher } from '../launch.ts';
import type { Door } from '../door.ts';
import { watchContribution } from '../model/watch.ts';
import { plain } from '../plain.ts';
import { stateWords } from '../words.ts';

/**
 * Shows a new contribution's way to its clone as a notification that can be cancelled (which gives the issue back).
 * @returns the contribution once its clone is ready; undefined when it was cancelled.
 * @throws MaestroError with the reason when it does not come that far.
 */
export async function followToClone(
  door: Door,
  ctx: SymphonyContext,
  id: string,
): Promise<Contribution | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Symphony',
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const watching = new AbortController();
    token.onCancellationRequested(() => {
      progress.report({ message: vscode.l10n.t('cancelling…') });
      // A clone that was just made holds nothing yet; one that does stays.
      cancel(ctx, id, { removeClone: true }, launcher(door, ctx, id)).catch((error: unknown) =>
        watching.abort(error),
      );
    });
    for await (const contribution of watchContribution(ctx.home, id, watching.signal)) {
      if (!token.isCancellationRequested)
        progress.report({ message: plain(contribution.activity ?? stateWords(contribution), 120) });
      const reached = arrival(contribution);
      if (reached === 'clone') return contribution;
      if (reached === 'cancelled') return undefined;
    }
    throw watching.signal.reason;
  });
}

function arrival(contribution: Contribution): 'clone' | 'cancelled' | undefined {
  const { state, problem, clone, documents, cancelling } = contribution;
  switch (state) {
    case 'cancelled':
      return 'cancelled';
    case 'failed':
    case 'claim_lost':
    case 'needs_attention':
      throw new MaestroError(
        problem?.code ?? 'contribution.stopped',
        problem?.message ?? stateWords(contribution),
        {
          ...(problem?.remedy ? { remedy: problem.remedy } : {}),
          data: { contribution: contribution.id },
        },
      );
    case 'interrupted':
      throw new MaestroError('engine.died', vscode.l10n.t('The engine ended before the clone was ready.'), {
        remedy: vscode.l10n.t('Resume the contribution.'),
      });
    default:
      // The working copies mark the clone as a contribution's: only then its window knows what it shows.
      return clone?.ready && !cancelling && documents.every(({ file }) => file !== null)
        ? 'clone'
        : undefined;
  }
}
