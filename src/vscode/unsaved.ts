import * as vscode from 'vscode';
import { describeError } from '../platform/errors.ts';
import type { SymphonyContext } from '../symphony/context.ts';
import type { Contribution } from '../symphony/contribution.ts';
import type { Door } from './door.ts';
import { plain } from './plain.ts';
import { withService } from './service.ts';

/** What a question about a clone says of the work in it. */
export interface UnsavedWords {
  /** Lines for the question's text. */
  lines: string[];
  /** By which it is known that nothing else was meant; null when nothing exists nowhere else. */
  mark: string | null;
  /** False when it could not be looked at. */
  known: boolean;
}

/** Looks into a contribution's clone for work that exists nowhere else, and names it. */
export async function readUnsaved(
  door: Door,
  ctx: SymphonyContext,
  contribution: Contribution,
): Promise<UnsavedWords> {
  const { t } = vscode.l10n;
  const unknown = {
    lines: [t('Whether it holds work that exists nowhere else could not be told.')],
    mark: null,
  };
  // That would run git.
  if (!vscode.workspace.isTrusted) return { ...unknown, known: false };
  const options = { location: vscode.ProgressLocation.Window, title: t('Looking into the clone…') };
  return vscode.window.withProgress(options, async () => {
    try {
      const { lines, mark } = await withService(door, ctx, (service) => service.unsaved(contribution.id));
      if (mark === null) return { lines: [], mark, known: true };
      const named = lines.map((line) => `• ${plain(line, 120)}`);
      return { lines: [[t('Only there, and nowhere else:'), ...named].join('\n')], mark, known: true };
    } catch (error) {
      door.log.warn(ctx.redact(describeError(error)));
      return { ...unknown, known: false };
    }
  });
}
