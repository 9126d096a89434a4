import { MaestroError } from '../../platform/errors.ts';
import { findGates, gatedTasks } from '../documents/gates.ts';
import { type ReadTasks, rememberingTasks } from '../documents/tasks.ts';
import { commitTask, pushCommits } from './commit.ts';
import type { AutoRunEnd, AutoRunEvent, TaskFact } from './events.ts';
import { gateBefore } from './gate.ts';
import { identify } from './identity.ts';
import type { AutoRunInput } from './input.ts';
import type { PromptNote } from './prompt.ts';
import type { DocumentSoFar } from './so-far.ts';
import { notesFor, oneTurn, sessionFor, type TurnEnd } from './turn.ts';
import { type WorkingCopy, workingCopy } from './working-copy.ts';

/** One try, and one more. */
const MAX_TRIES = 2;
/** The agent may add as many tasks as there were. */
const GROWTH = 2;
/** Added tasks beyond the growth that are still named, as unfinished; the rest are only in the document. */
const MAX_NAMED = 100;

/** Counts turns that failed in a row, over the tasks and documents of one run. */
export interface FailureCount {
  inARow: number;
}

/** Runs one document from where it stands. Returns why the whole run ends, or null when the next document may begin. */
export async function* runDocument(
  run: AutoRunInput,
  index: number,
  failures: FailureCount,
  signal: AbortSignal,
): AsyncGenerator<AutoRunEvent, AutoRunEnd | null> {
  const { file } = run.documents[index] as AutoRunInput['documents'][number];
  const copy = await workingCopy(run.workspace.dir, file);
  const readTasks = rememberingTasks();
  const document = yield* beginDocument(run, index, copy, readTasks);
  if (document === null) return null;
  const misdeeds = new Map<string, PromptNote>();
  for (;;) {
    const text = await readDocument(copy);
    const tasks = identify(document, readTasks(text));
    yield* newTasks(document, index, tasks);
    const task = nextTask(document, tasks);
    if (!task) break;
    const known = document.tasks.get(task.key);
    // `nextTask` found it there.
    if (!known) break;
    if (signal.aborted) return { how: 'stopped' };
    // Before its box is looked at: a task that an agent ticked ahead of the gate waits there, too.
    const gate = gateBefore(document, text, tasks, task);
    if (gate) {
      // A person is asked to look: what was done so far is there to be seen.
      yield* pushCommits(run);
      const { id, line, reason, artifact } = gate;
      const facts = { gate: id, line, reason, artifact, task: task.key };
      yield { type: 'gated', document: index, file: copy.shown, ...facts };
      return { how: 'gated' };
    }
    if (task.done) {
      // Its box was ticked, but its end was not journaled: the engine was killed in between, or another turn did it, too.
      yield* finishTask(run, index, task, 'done');
      continue;
    }
    if (await run.pauseAfterTask()) return { how: 'stopped' };
    const notes = notesFor(known, misdeeds.get(task.key));
    const request = {
      index,
      copy,
      text,
      tasks,
      task,
      readTasks,
      notes,
      sessionId: sessionFor(run, document, task),
    };
    const either = run.interruptTurn ? AbortSignal.any([signal, run.interruptTurn]) : signal;
    const end = yield* oneTurn(run, request, either);
    failures.inARow = end.outcome === 'failed' && !end.ticked ? failures.inARow + 1 : 0;
    if (end.misdeed !== null) misdeeds.set(task.key, end.misdeed);
    if (end.ticked && !signal.aborted) yield* finishTask(run, index, task, 'done');
    if (end.halt !== null) {
      const halted = { file: copy.shown, ...end.halt };
      yield { type: 'halted', ...halted };
      return { how: 'halted', ...halted };
    }
    const stop = whyStop(end, failures, signal);
    if (stop) return stop;
    if (!end.ticked && known.attempts >= MAX_TRIES) yield* finishTask(run, index, task, 'unfinished');
  }
  yield* closeDocument(document, index);
  return null;
}

async function* beginDocument(
  run: AutoRunInput,
  index: number,
  copy: WorkingCopy,
  readTasks: ReadTasks,
): AsyncGenerator<AutoRunEvent, DocumentSoFar | null> {
  const begun = run.soFar.documents.get(index);
  if (begun) return begun;
  const text = await readDocument(copy);
  const tasks = readTasks(text);
  if (tasks.every((task) => task.done)) {
    const reason = tasks.length === 0 ? 'It has no tasks.' : 'All of its tasks are done already.';
    yield { type: 'document_skipped', document: index, reason };
    return null;
  }
  const gates = gatedTasks(findGates(text), tasks).flatMap(({ gate: { id, ...facts }, task }) =>
    task && !task.done ? [{ gate: id, ...facts, task: task.key }] : [],
  );
  const found = gates.length > 0 ? { gates } : {};
  yield { type: 'document_started', document: index, tasks: [...tasks], ...found };
  return run.soFar.documents.get(index) ?? null;
}

/** Names the open tasks that were not there before. Ticked ones that appear are nobody's work. */
function* newTasks(
  document: DocumentSoFar,
  index: number,
  tasks: readonly TaskFact[],
): Generator<AutoRunEvent, void> {
  const room = GROWTH * document.original + MAX_NAMED - document.tasks.size;
  const added = tasks
    .filter((task) => !task.done && !document.tasks.has(task.key))
    .slice(0, Math.max(0, room));
  if (added.length > 0) yield { type: 'tasks_added', document: index, tasks: added };
}

/** The first task from the top that is still to be run; those beyond the growth are not. */
function nextTask(document: DocumentSoFar, tasks: readonly TaskFact[]): TaskFact | undefined {
  const allowed = new Set([...document.tasks.keys()].slice(0, GROWTH * document.original));
  return tasks.find((task) => allowed.has(task.key) && document.tasks.get(task.key)?.state === 'open');
}

async function* finishTask(
  run: AutoRunInput,
  index: number,
  task: TaskFact,
  outcome: 'done' | 'unfinished',
): AsyncGenerator<AutoRunEvent, void> {
  const { commit, leftOut, broughtHome } = await commitTask(run, task.text, outcome);
  if (broughtHome.length > 0) yield { type: 'brought_home', document: index, words: broughtHome };
  if (leftOut.length > 0) yield { type: 'left_out', document: index, paths: leftOut };
  yield { type: 'task_finished', document: index, task: task.key, text: task.text, outcome, commit };
}

/** Failures that end the run at once, failures in a row, and an abort. */
function whyStop(end: TurnEnd, failures: FailureCount, signal: AbortSignal): AutoRunEnd | null {
  if (signal.aborted) return { how: 'stopped' };
  if (end.ticked || end.error === null) return null;
  const { kind, message, resetAt } = end.error;
  if (kind === 'limit') return { how: 'rate_limit', resetAt, message };
  if (kind === 'network') return { how: 'offline', message };
  if (kind === 'overloaded') return { how: 'overloaded', message };
  if (kind === 'auth' || failures.inARow >= MAX_TRIES) return { how: 'agent_failed', kind, message };
  return null;
}

/** What is still open was added beyond the growth, or is not in the document any more. */
function* closeDocument(document: DocumentSoFar, index: number): Generator<AutoRunEvent, void> {
  for (const [key, { fact, state }] of document.tasks)
    if (state === 'open')
      yield {
        type: 'task_finished',
        document: index,
        task: key,
        text: fact.text,
        outcome: 'unfinished',
        commit: null,
      };
  const states = [...document.tasks.values()].map((task) => task.state);
  yield {
    type: 'document_finished',
    document: index,
    done: states.filter((state) => state === 'done').length,
    unfinished: states.filter((state) => state === 'unfinished').length,
  };
}

/**
 * The text of a working copy.
 * @throws MaestroError `autorun.document-missing`.
 */
async function readDocument(copy: WorkingCopy): Promise<string> {
  const text = await copy.read();
  if (text !== null) return text;
  throw new MaestroError('autorun.document-missing', `The working copy ${copy.shown} is gone.`, {
    remedy: 'Put it back and resume, or cancel the contribution.',
  });
}
