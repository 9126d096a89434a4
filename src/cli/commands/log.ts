import { asMaestroError, MaestroError } from '../../platform/errors.ts';
import { mapStrings } from '../../platform/map-strings.ts';
import { stripControls } from '../../platform/text.ts';
import { findContribution, findContributionId } from '../../symphony/contributions.ts';
import { requireTask, toldEvents, transcriptLines } from '../../symphony/story/transcript.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import type { LogLine } from '../json.ts';
import { nextAction, summaryLines } from '../render/state.ts';

/** `symphony log ID [--task N]`: what happened, from the journal, whether the run still goes on or not. */
export async function log(
  door: Door,
  idOrPrefix: string,
  options: { json?: boolean; task?: string },
): Promise<number> {
  const { terminal } = door;
  const { home, redact } = await door.context();
  const id = await findContributionId(home, idOrPrefix);
  // For a damaged journal, prints everything before the damage and then what is wrong with it.
  const contribution = await findContribution(home, id).catch((error: unknown) => {
    if (asMaestroError(error).code === 'journal.damaged') return undefined;
    throw error;
  });
  const task = options.task === undefined ? null : numberOf(options.task);
  if (contribution && task !== null) requireTask(contribution, task);
  if (options.json) {
    for await (const batch of toldEvents(home, id, task)) {
      for (const { taskNumber, event } of batch) {
        const { v: _v, seq, at, ...body } = event;
        const line: LogLine = { seq, at, taskNumber, event: body };
        terminal.out(redact(JSON.stringify(mapStrings(line, stripControls))));
      }
      await terminal.room(door.signal);
    }
    return EXIT.good;
  }
  for await (const lines of transcriptLines(home, id, terminal, task)) {
    for (const line of lines) terminal.out(redact(line));
    await terminal.room(door.signal);
  }
  if (!contribution || task !== null) return EXIT.good;
  terminal.out();
  for (const line of summaryLines(contribution, terminal)) terminal.out(line);
  const next = nextAction(contribution);
  if (next) terminal.out(next);
  return EXIT.good;
}

function numberOf(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new MaestroError('cli.usage', `--task takes the number of a task, not ${JSON.stringify(text)}.`, {
    remedy: 'List the task numbers with: maestro symphony status ID',
  });
}
