import type { AgentErrorKind } from '../agents/agent.ts';
import type { Gate } from '../documents/gate-words.ts';
import type { AutoRunEvent, TaskFact } from './events.ts';

/** What is known of one task. */
export interface TaskSoFar {
  /** As it was last seen; its key is the one that it got when it was first seen. */
  fact: TaskFact;
  state: 'open' | 'done' | 'unfinished';
  /** Turns that ended without its box being ticked, through no fault of the connection or the user. */
  attempts: number;
  /** A turn on it was begun and its end is not known, or it was interrupted. */
  interrupted: boolean;
  /** Why the last turn on it did not finish it; null when none did or it is not known. */
  lastNote: 'no_progress' | 'failed' | null;
}

/** A gate and the key of the task behind it. */
export type GateSoFar = Gate & { task: string };

/** What is known of one document. */
export interface DocumentSoFar {
  state: 'running' | 'finished' | 'skipped';
  /** How many tasks it had before the agent first saw it. */
  original: number;
  /** By key, in order of appearance. */
  tasks: Map<string, TaskSoFar>;
  /** The gates that it had before the agent first saw it, in order, each with the key of the task behind it. */
  gates: readonly GateSoFar[];
  /** Ids of the gates that a person let the run go past. */
  passed: Set<string>;
  /** The gate at which the run stopped last, until it went on. */
  waitingAt: string | null;
  /** The thread of the last turn and the task it was on. */
  session: { id: string; task: string } | null;
}

/** An Auto Run as far as it came: what a resume starts from. Documents by their index; an absent one was not begun. */
export interface RunSoFar {
  documents: Map<number, DocumentSoFar>;
  /** The newest commit of a task, and the newest commit that was pushed. */
  lastCommit: string | null;
  pushed: string | null;
  /** Paths that were told to be left out of the commits. */
  leftOut: Set<string>;
}

/** Before anything happened. */
export function nothingSoFar(): RunSoFar {
  return { documents: new Map(), lastCommit: null, pushed: null, leftOut: new Set() };
}

/** Folds journaled events; of those that are not Auto Run's, it only knows how a person goes past a gate. */
export function runSoFar(events: Iterable<{ type: string }>): RunSoFar {
  const soFar = nothingSoFar();
  for (const event of events) applyEvent(soFar, event as AutoRunEvent);
  return soFar;
}

/** Takes one more event into account. Changes `soFar`. */
export function applyEvent(soFar: RunSoFar, event: AutoRunEvent | { type: 'resumed' | 'paused' }): void {
  switch (event.type) {
    case 'document_started': {
      const gates = (event.gates ?? []).map(({ gate, ...facts }) => ({ id: gate, ...facts }));
      soFar.documents.set(event.document, { ...begun('running', event.tasks), gates });
      return;
    }
    case 'resumed':
    case 'paused':
      // A pause that ends by itself is followed by `resumed`, too: that one is no person's.
      leaveGates(soFar, event.type === 'resumed');
      return;
    case 'document_skipped':
      soFar.documents.set(event.document, begun('skipped', []));
      return;
    case 'pushed':
      soFar.pushed = event.sha;
      return;
    case 'left_out':
      for (const { path } of event.paths) soFar.leftOut.add(path);
      return;
    case 'tasks_added':
    case 'tasks_changed':
    case 'turn_started':
    case 'agent':
    case 'turn_finished':
    case 'task_finished':
    case 'gated':
    case 'document_finished': {
      const document = soFar.documents.get(event.document);
      if (document) applyToDocument(soFar, document, event);
      return;
    }
    default:
      // `halted`, and every event that is not Auto Run's.
      return;
  }
}

function leaveGates(soFar: RunSoFar, passed: boolean): void {
  for (const document of soFar.documents.values()) {
    if (passed && document.waitingAt !== null) document.passed.add(document.waitingAt);
    document.waitingAt = null;
  }
}

type DocumentEvent = Extract<AutoRunEvent, { document: number }>;

function applyToDocument(soFar: RunSoFar, document: DocumentSoFar, event: DocumentEvent): void {
  if (event.type === 'tasks_added') {
    for (const fact of event.tasks) document.tasks.set(fact.key, newTask(fact));
    return;
  }
  if (event.type === 'tasks_changed') {
    for (const { task: key, line, text } of event.tasks) {
      const known = document.tasks.get(key);
      if (known) known.fact = { ...known.fact, line, text };
    }
    return;
  }
  if (event.type === 'gated') {
    document.waitingAt = event.gate;
    return;
  }
  if (event.type === 'document_finished') {
    document.state = 'finished';
    return;
  }
  if (!('task' in event)) return;
  const task = document.tasks.get(event.task);
  if (!task) return;
  switch (event.type) {
    case 'turn_started':
      task.interrupted = true;
      return;
    case 'agent':
      if (event.event.kind === 'started' && event.event.sessionId !== null)
        document.session = { id: event.event.sessionId, task: event.task };
      return;
    case 'turn_finished':
      applyTurnEnd(document, task, event);
      return;
    case 'task_finished':
      task.state = event.outcome;
      task.interrupted = false;
      if (event.commit !== null) soFar.lastCommit = event.commit;
      return;
  }
}

function applyTurnEnd(
  document: DocumentSoFar,
  task: TaskSoFar,
  turn: Extract<AutoRunEvent, { type: 'turn_finished' }>,
): void {
  task.interrupted = turn.outcome === 'interrupted';
  if (task.interrupted || !countsAsTry(turn)) return;
  const failed = turn.outcome === 'failed';
  // After a failure the thread may be what is broken: the next try gets a fresh one.
  if (failed) document.session = null;
  if (turn.ticked) return;
  task.attempts++;
  task.lastNote = failed ? 'failed' : 'no_progress';
}

const SAYS_NOTHING: ReadonlySet<AgentErrorKind> = new Set(['auth', 'limit', 'network', 'overloaded']);

/** False for failures that say nothing about the task: no right, no quota, no connection, no room. */
function countsAsTry(turn: Extract<AutoRunEvent, { type: 'turn_finished' }>): boolean {
  const kind = turn.error?.kind;
  return turn.outcome !== 'failed' || kind === undefined || !SAYS_NOTHING.has(kind);
}

function begun(state: DocumentSoFar['state'], facts: readonly TaskFact[]): DocumentSoFar {
  return {
    state,
    original: facts.length,
    tasks: new Map(facts.map((fact) => [fact.key, newTask(fact)])),
    gates: [],
    passed: new Set(),
    waitingAt: null,
    session: null,
  };
}

function newTask(fact: TaskFact): TaskSoFar {
  return { fact, state: fact.done ? 'done' : 'open', attempts: 0, interrupted: false, lastNote: null };
}
