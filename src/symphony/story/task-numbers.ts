import type { Contribution, TaskView } from '../contribution.ts';

/** A task and the number that it is called by everywhere: 1 for the first one of the first document. */
export interface NumberedTask {
  number: number;
  /** Index in the list of documents. */
  document: number;
  task: TaskView;
}

/**
 * The tasks that are known so far, with their numbers. Boxes that were ticked before the contribution began have none. A
 * document that was not read yet keeps as many numbers free as it has open tasks, and tasks that the agent adds come at the
 * end of theirs, so that a number never changes its task.
 */
export function numberedTasks({ documents }: Pick<Contribution, 'documents'>): NumberedTask[] {
  let before = 0;
  return documents.flatMap(({ tasks, taskCount }, document) => {
    const ours = tasks.filter((task) => !task.doneBefore);
    const first = before + 1;
    before += Math.max(ours.length, taskCount);
    return ours.map((task, at) => ({ number: first + at, document, task }));
  });
}

/** The number of the task that an event is about; null when it has none. */
export function taskNumber(
  contribution: Pick<Contribution, 'documents'>,
  { document, task: key }: { document: number; task: string },
): number | null {
  const found = numberedTasks(contribution).find((one) => one.document === document && one.task.key === key);
  return found?.number ?? null;
}
