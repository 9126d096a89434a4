import type { TaskFact } from '../../../runner/autorun/events.ts';
import type { Contribution, DocumentView, TaskView } from '../../contribution.ts';

type Documents = Pick<Contribution, 'documents' | 'tasks'>;

/** Changes one document (an index that is none changes nothing) and counts the tasks anew. */
export function changeDocument(
  state: Contribution,
  index: number,
  change: (document: DocumentView) => DocumentView,
): Documents {
  const old = state.documents[index];
  if (!old) return { documents: state.documents, tasks: state.tasks };
  const documents = state.documents.with(index, change(old));
  return { documents, tasks: countTasks(documents) };
}

/** The working copies were made: their places and how many tasks are open in each. */
export function copyDocuments(
  documents: DocumentView[],
  files: readonly { file: string; open: number }[],
): Documents {
  const copied = documents.map((document, index) => {
    const copy = files[index];
    return copy ? { ...document, file: copy.file, taskCount: copy.open } : document;
  });
  return { documents: copied, tasks: countTasks(copied) };
}

/** The tasks as read when the document began (again): what happened to them before stays known. */
export function startDocument(document: DocumentView, facts: readonly TaskFact[]): DocumentView {
  const known = new Map(document.tasks.map((task) => [task.key, task]));
  const found = facts.map((fact): TaskView => {
    const task = known.get(fact.key);
    known.delete(fact.key);
    if (!task) return newTask(fact);
    // A box that was ticked by a turn whose end was never journaled counts: the work is there.
    if (fact.done && task.state !== 'done') return { ...task, text: fact.text, state: 'done' };
    return { ...task, text: fact.text, state: task.state === 'running' ? 'open' : task.state };
  });
  // A finished task whose line the agent has since reworded or removed was finished all the same.
  const gone = [...known.values()].filter(
    ({ state, doneBefore }) => (state === 'done' || state === 'unfinished') && !doneBefore,
  );
  return withTasks({ ...document, state: 'running' }, [...gone, ...found]);
}

/** Tasks that the agent wrote into the document. */
export function addTasks(document: DocumentView, facts: readonly TaskFact[]): DocumentView {
  const known = new Set(document.tasks.map((task) => task.key));
  const added = facts.filter((fact) => !known.has(fact.key)).map(newTask);
  return added.length === 0 ? document : withTasks(document, [...document.tasks, ...added]);
}

/** Changes one task; one that was never listed is added, so that no journal loses work. */
export function changeTask(
  document: DocumentView,
  key: string,
  text: string,
  change: (task: TaskView) => TaskView,
): DocumentView {
  const index = document.tasks.findIndex((task) => task.key === key);
  const old = document.tasks[index] ?? newTask({ key, text, done: false });
  const changed = change(old);
  return withTasks(document, index < 0 ? [...document.tasks, changed] : document.tasks.with(index, changed));
}

/** No task is under way any more (the engine stopped): what ran is open again. */
export function rest(documents: DocumentView[]): DocumentView[] {
  if (!documents.some(({ tasks }) => tasks.some(({ state }) => state === 'running'))) return documents;
  return documents.map((document) => ({
    ...document,
    tasks: document.tasks.map((task) =>
      task.state === 'running' ? { ...task, state: 'open' as const } : task,
    ),
  }));
}

function newTask(fact: Pick<TaskFact, 'key' | 'text' | 'done'>): TaskView {
  return {
    key: fact.key,
    text: fact.text,
    state: fact.done ? 'done' : 'open',
    attempts: 0,
    commit: null,
    doneBefore: fact.done,
  };
}

function withTasks(document: DocumentView, tasks: TaskView[]): DocumentView {
  return { ...document, tasks, taskCount: tasks.filter((task) => !task.doneBefore).length };
}

function countTasks(documents: readonly DocumentView[]): Contribution['tasks'] {
  const counts = { done: 0, unfinished: 0, total: 0 };
  for (const document of documents) {
    counts.total += document.taskCount;
    for (const task of document.tasks) {
      if (task.state === 'done' && !task.doneBefore) counts.done++;
      if (task.state === 'unfinished') counts.unfinished++;
    }
  }
  return counts;
}
