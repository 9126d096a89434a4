import type { Gate } from '../documents/gate-words.ts';
import { findGates, gatedTasks } from '../documents/gates.ts';
import type { TaskFact } from './events.ts';
import type { DocumentSoFar } from './so-far.ts';

/**
 * The gate that a person has yet to open before a task may be run. The gates that the document had at first hold whatever
 * the agent does to their markers or the order of the tasks; those that it wrote itself hold where they stand.
 */
export function gateBefore(
  document: DocumentSoFar,
  text: string,
  tasks: readonly TaskFact[],
  task: TaskFact,
): Gate | undefined {
  const places = new Map([...document.tasks.keys()].slice(0, document.original).map((key, at) => [key, at]));
  const place = places.get(task.key) ?? -1;
  const here = findGates(text);
  for (const gate of document.gates)
    if (!document.passed.has(gate.id) && (places.get(gate.task) ?? -1) <= place && place >= 0)
      // Lines move; one whose marker is gone is told by where it stood.
      return { ...gate, line: here.find(({ id }) => id === gate.id)?.line ?? gate.line };
  const known = new Set([...document.gates.map(({ id }) => id), ...document.passed]);
  return gatedTasks(here, tasks).find(
    ({ gate, task: behind }) => behind?.key === task.key && !known.has(gate.id),
  )?.gate;
}
