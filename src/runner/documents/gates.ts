import { oneLine } from '../../platform/text.ts';
import type { Gate } from './gate-words.ts';
import { commentsWith } from './markers.ts';

const MARKER = 'maestro:hitl';
const ATTRIBUTE = /\b(reason|artifact)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;
const NO_REASON = 'A person should look at it first';

/**
 * The markers `<!-- MAESTRO:HITL reason="…" artifact="…" -->` of a document, top to bottom; none in code counts.
 * @throws MaestroError like `readTasks`, only for documents that hold the word at all.
 */
export function findGates(markdown: string): Gate[] {
  const seen = new Map<string, number>();
  const gates: Gate[] = [];
  for (const { line, text } of commentsWith(markdown, MARKER)) {
    if (!/^maestro:hitl(?![\w-])/i.test(text)) continue;
    const { reason, artifact } = attributesOf(text.slice(MARKER.length));
    const words = `${reason}|${artifact ?? ''}`;
    const count = (seen.get(words) ?? 0) + 1;
    seen.set(words, count);
    gates.push({ id: `${words}#${count}`, line, reason, artifact });
  }
  return gates;
}

/**
 * For each gate the task that stands behind it, if one does: the first below, with none in between. A marker on a task's own
 * line holds up nothing, as in the desktop app: it speaks of that task.
 */
export function gatedTasks<T extends { line: number }>(
  gates: readonly Gate[],
  tasks: readonly T[],
): { gate: Gate; task: T | undefined }[] {
  let next = 0;
  return gates.map((gate) => {
    while (next < tasks.length && (tasks[next] as T).line < gate.line) next++;
    return { gate, task: tasks[next]?.line === gate.line ? undefined : tasks[next] };
  });
}

function attributesOf(text: string): Pick<Gate, 'reason' | 'artifact'> {
  const found = new Map<string, string>();
  for (const [, name = '', double, single] of text.matchAll(ATTRIBUTE))
    if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), oneLine(double ?? single ?? ''));
  return { reason: found.get('reason') || NO_REASON, artifact: found.get('artifact') || null };
}
