import { oneLine } from '../../platform/text.ts';
import type { Contribution, TaskView } from '../../symphony/contribution.ts';
import { numberedTasks } from '../../symphony/story/task-numbers.ts';
import type { Terminal } from '../terminal.ts';

/** Every task under its document: its number, how it stands, its first words. */
export function taskLines(contribution: Contribution, terminal: Terminal): string[] {
  let document = -1;
  return numberedTasks(contribution).flatMap(({ number, document: index, task }) => {
    const name = oneLine(contribution.documents[index]?.name ?? '', 100);
    const heading = index === document ? [] : [terminal.look('bold', name)];
    document = index;
    const tries = task.attempts > 1 ? terminal.look('dim', ` (${task.attempts} tries)`) : '';
    return [
      ...heading,
      `${String(number).padStart(4)} ${markOf(task, terminal)} ${oneLine(task.text, 100)}${tries}`,
    ];
  });
}

function markOf({ state }: TaskView, terminal: Terminal): string {
  switch (state) {
    case 'done':
      return terminal.look('green', '✓');
    case 'unfinished':
      return terminal.look('yellow', '–');
    case 'running':
      return terminal.look('cyan', '▸');
    case 'open':
      return ' ';
  }
}
