import { readFile } from 'node:fs/promises';
import { writeAtomic } from '../../../platform/files.ts';
import { readTasks, tickTask } from '../../documents/tasks.ts';
import type { Turn } from '../agent.ts';
import type { Entry } from './script.ts';

/** What the scripted agent does to the document's working copy: tasks, a halt marker, the tick. Safe to repeat. */
export async function markDocument(turn: Turn, entry: Entry): Promise<void> {
  const before = await readFile(turn.documentFile, 'utf8');
  let text = before;
  const known = new Set(readTasks(text).map((task) => task.text));
  for (const task of entry.addTasks) if (!known.has(task)) text = withLine(text, `- [ ] ${task}`);
  if (entry.halt !== undefined) text = withLine(text, `<!-- maestro:halt: ${entry.halt} -->`);
  if (entry.tick && entry.halt === undefined) text = tickTask(text, turn.task.line);
  if (text !== before) await writeAtomic(turn.documentFile, text);
}

function withLine(text: string, line: string): string {
  return text === '' || text.endsWith('\n') ? `${text}${line}\n` : `${text}\n${line}\n`;
}
