import * as vscode from 'vscode';
import type { Contribution } from '../../symphony/contribution.ts';
import { PLAIN } from '../../symphony/story/pen.ts';
import { tailOf } from '../../symphony/story/tail.ts';
import { transcriptLines } from '../../symphony/story/transcript.ts';
import { contributionOf } from '../contribution-of.ts';
import type { Door } from '../door.ts';
import { plain } from '../plain.ts';
import { stateWords } from '../words.ts';

/** What an editor shows without becoming slow; the command line tells all of it. */
const MAX_CHARS = 4_000_000;

/** *Show Transcript*: what happened in a run so far, also long after it, as a text that can be searched. */
export async function run(door: Door, argument?: unknown): Promise<void> {
  // Every contribution can be looked at, so this excludes none.
  const contribution = await contributionOf(door, argument, 'showTranscript');
  if (!contribution) return;
  const { id, start } = contribution;
  const path = `${start.slug}/${start.issue.number}/Transcript ${id}.log`;
  const options = {
    location: vscode.ProgressLocation.Window,
    title: vscode.l10n.t('Reading the transcript…'),
  };
  const text = await vscode.window.withProgress(options, () => transcriptText(door, contribution));
  await door.documents.show(path, text);
}

async function transcriptText(door: Door, contribution: Contribution): Promise<string> {
  const { t } = vscode.l10n;
  const { home } = await door.environment();
  const { id, start, tasks } = contribution;
  const { lines, left } = await tailOf(transcriptLines(home, id, PLAIN), MAX_CHARS);
  const whole = t('{0} earlier lines are not shown. All of them: {1}', left, `maestro symphony log ${id}`);
  return [
    plain(start.name, 200),
    t('State: {0}. {1} of {2} tasks done.', stateWords(contribution), tasks.done, tasks.total),
    ...(left > 0 ? [whole] : []),
    '',
    ...lines,
    '',
  ].join('\n');
}
