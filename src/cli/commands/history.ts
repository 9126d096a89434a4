import { oneLine } from '../../platform/text.ts';
import { listContributions } from '../../symphony/contributions.ts';
import { historyOf } from '../../symphony/history.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { type HistoryOutput, printJson } from '../json.ts';
import { columns, count, money } from '../render/format.ts';

/** `symphony history`: every contribution that has ended or was handed over, newest first. */
export async function history(door: Door, options: { json?: boolean }): Promise<number> {
  const { home } = await door.context();
  const { contributions, problems } = await listContributions(home);
  const rows = historyOf(contributions);
  if (options.json) {
    const output: HistoryOutput = { history: rows, problems };
    printJson(door.terminal, output);
    return EXIT.good;
  }
  if (rows.length === 0)
    door.terminal.out('Nothing has ended yet. What is under way: maestro symphony status');
  const table = columns(
    rows.map((row) => [
      row.startedAt.slice(0, 10),
      row.id,
      `${row.slug} #${row.issue}`,
      row.state.replaceAll('_', ' '),
      `${row.tasksDone}/${row.tasksTotal} tasks`,
      `${count(row.tokens)} tokens`,
      money(row.costUsd),
      oneLine(row.title, 60),
    ]),
  );
  for (const line of table) door.terminal.out(line);
  return EXIT.good;
}
