import { MaestroError } from '../../platform/errors.ts';
import type { Home } from '../../platform/paths.ts';
import type { Contribution } from '../contribution.ts';
import type { JournalEvent } from '../journal/events.ts';
import { apply } from '../journal/fold.ts';
import { contributionPaths } from '../journal/paths.ts';
import { BEGINNING, readJournalFrom } from '../journal/read.ts';
import { fullLines } from './full-lines.ts';
import { INDENT, type Pen } from './pen.ts';
import { numberedTasks, taskNumber } from './task-numbers.ts';

/** An event and the number of the task that it is about; null when it is about none. */
export interface ToldEvent {
  taskNumber: number | null;
  event: JournalEvent;
}

/**
 * What a contribution's journal tells, in batches, in bounded memory: everything, or what is about one task (by its number).
 * @throws MaestroError `journal.damaged`, after what comes before the damage.
 */
export async function* toldEvents(
  home: Home,
  id: string,
  task: number | null,
): AsyncGenerator<(ToldEvent & { after: Contribution })[]> {
  let after: Contribution | undefined;
  const numberOf = rememberedNumber();
  for await (const { events } of readJournalFrom(contributionPaths(home, id).journal, BEGINNING)) {
    const told: (ToldEvent & { after: Contribution })[] = [];
    for (const event of events) {
      after = apply(after, event);
      const number = 'task' in event ? numberOf(after, event) : null;
      if (task === null || number === task) told.push({ taskNumber: number, event, after });
    }
    yield told;
  }
}

/** `taskNumber` that looks once for the many events of a turn, which change no document. */
function rememberedNumber(): typeof taskNumber {
  let last: { documents: unknown; document: number; task: string; number: number | null } | undefined;
  return ({ documents }, { document, task }) => {
    if (last?.documents !== documents || last.document !== document || last.task !== task)
      last = { documents, document, task, number: taskNumber({ documents }, { document, task }) };
    return last.number;
  };
}

/**
 * The transcript of a contribution as lines, in batches, in bounded memory. Every event begins with its local time; the
 * prompt is told with the first turn, and for one task with all of its turns.
 * @throws MaestroError `journal.damaged`, after what comes before the damage.
 */
export async function* transcriptLines(
  home: Home,
  id: string,
  pen: Pen,
  task: number | null = null,
): AsyncGenerator<string[]> {
  let day = '';
  let prompted = false;
  for await (const batch of toldEvents(home, id, task)) {
    const lines: string[] = [];
    for (const { event, after } of batch) {
      const prompt: boolean = event.type === 'turn_started' && (task !== null || !prompted);
      const [first, ...others] = fullLines(event, after, pen, { prompt });
      if (first === undefined) continue;
      prompted ||= prompt;
      const [date, time] = localTime(event.at);
      if (date !== day) lines.push(pen.look('dim', `—— ${date} ——`));
      day = date;
      lines.push(`${pen.look('dim', time)} ${first}`, ...others.map((line) => `${MARGIN}${line}`.trimEnd()));
    }
    yield lines;
  }
}

/** As wide as a time and the space after it. */
const MARGIN = INDENT.slice(0, '23:59:59 '.length);

/** The date and the time of day where the reader is, as ISO writes them. */
function localTime(at: string): [string, string] {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return ['', '--:--:--'];
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString();
  return [local.slice(0, 10), local.slice(11, 19)];
}

/**
 * Checks that a contribution has a task with this number.
 * @throws MaestroError `transcript.no-task`.
 */
export function requireTask(contribution: Contribution, number: number): void {
  if (numberedTasks(contribution).some((task) => task.number === number)) return;
  const { total } = contribution.tasks;
  throw new MaestroError(
    'transcript.no-task',
    number >= 1 && number <= total
      ? `Task ${number} was not read from its document yet.`
      : `There is no task ${number}: this contribution has ${total}.`,
    { remedy: `List the task numbers with: maestro symphony status ${contribution.id}` },
  );
}
