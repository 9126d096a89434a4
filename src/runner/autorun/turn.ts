import { dirname } from 'node:path';
import { type AgentErrorKind, type AgentEvent, addUsage, NO_USAGE, type Turn } from '../agents/agent.ts';
import type { Halt } from '../documents/halt.ts';
import type { ReadTasks } from '../documents/tasks.ts';
import { fillVariables, type VariableFacts, variableValues } from '../documents/variables.ts';
import type { AutoRunEvent, TaskFact } from './events.ts';
import { changesOf } from './identity.ts';
import type { AutoRunInput } from './input.ts';
import { judge } from './judge.ts';
import { limitedTurn } from './limited.ts';
import { priced } from './priced.ts';
import { type Misdeed, type PromptNote, taskPrompt } from './prompt.ts';
import type { DocumentSoFar, TaskSoFar } from './so-far.ts';
import type { WorkingCopy } from './working-copy.ts';

/** What a turn is about. */
export interface TurnRequest {
  index: number;
  copy: WorkingCopy;
  /** The document before the turn. */
  text: string;
  /** Its tasks, and the one that the turn is for, with the keys by which the journal knows them. */
  tasks: readonly TaskFact[];
  task: TaskFact;
  readTasks: ReadTasks;
  notes: readonly PromptNote[];
  sessionId: string | null;
}

/** How a turn ended, by what the document says and not by what the agent says. */
export interface TurnEnd {
  ticked: boolean;
  outcome: 'completed' | 'interrupted' | 'failed';
  error: { kind: AgentErrorKind; message: string; resetAt: string | null } | null;
  halt: Halt | null;
  misdeed: Misdeed | null;
}

/** Runs one turn on one task and judges it. */
export async function* oneTurn(
  run: AutoRunInput,
  { index, copy, text, tasks, task, readTasks, notes, sessionId }: TurnRequest,
  signal: AbortSignal,
): AsyncGenerator<AutoRunEvent, TurnEnd> {
  const at = { document: index, task: task.key };
  const attempt = (run.soFar.documents.get(index)?.tasks.get(task.key)?.attempts ?? 0) + 1;
  const words = run.steering?.waiting() ?? [];
  const facts = variableFacts(run, index, copy);
  const prompt = taskPrompt({
    document: copy.shown,
    task: { line: task.line, text: fillVariables(task.text, facts) },
    notes,
    variables: variableValues(text, facts),
    words: words.map((word) => word.text),
  });
  const steers = words.length > 0 ? { steers: words.map(({ id }) => id) } : {};
  yield { type: 'turn_started', ...at, text: task.text, attempt, prompt, ...steers };

  const turn: Turn = {
    prompt,
    cwd: run.workspace.dir,
    documentFile: copy.file,
    task: { line: task.line, text: task.text },
    model: run.model,
    sessionId,
    sandbox: run.sandbox,
    env: run.env,
    ...(run.ours ? { ours: run.ours } : {}),
    idleLimitMs: run.limits.idleMs,
    wallLimitMs: run.limits.wallMs,
    ...(run.steering && run.agent.steerable ? { steering: run.steering.source } : {}),
  };
  const begun = performance.now();
  let usage = NO_USAGE;
  let session = sessionId;
  let lastError: TurnEnd['error'] = null;
  let how: Extract<AgentEvent, { kind: 'finished' }>['how'] = 'failed';
  for await (const event of priced(limitedTurn(run.agent, turn, signal, run.limits), run.model)) {
    if (event.kind === 'usage') usage = addUsage(usage, event.usage);
    if (event.kind === 'started') session = event.sessionId;
    if (event.kind === 'error' && !event.willRetry)
      lastError = { kind: event.error, message: event.message, resetAt: event.resetAt };
    if (event.kind === 'finished') how = event.how;
    yield { type: 'agent', ...at, event };
  }
  // An interruption that nobody here asked for is a failure: it would be repeated for ever otherwise.
  const outcome = how === 'interrupted' && !signal.aborted ? 'failed' : how;
  const error = outcome === 'failed' ? (lastError ?? unexplained(how)) : null;

  const after = await copy.read();
  const { ticked, halt, misdeed, restore, now } = judge(text, after, task.line, readTasks);
  if (restore !== null) await copy.write(restore);
  const document = run.soFar.documents.get(index);
  const grew = readTasks(restore ?? after ?? '').length > tasks.length;
  const changes = document ? changesOf(document, tasks, now, grew) : [];
  if (changes.length > 0) yield { type: 'tasks_changed', document: index, tasks: changes };
  const durationMs = Math.round(performance.now() - begun);
  yield {
    type: 'turn_finished',
    ...at,
    attempt,
    outcome,
    ticked,
    sessionId: session,
    usage,
    durationMs,
    error,
  };
  return { ticked, outcome, error, halt, misdeed };
}

function variableFacts(run: AutoRunInput, index: number, copy: WorkingCopy): VariableFacts {
  return {
    cwd: run.workspace.dir,
    file: copy.file,
    folder: dirname(copy.file),
    name: run.documents[index]?.name ?? '',
    branch: run.branch,
    agent: run.agent,
    now: run.now?.() ?? new Date(),
  };
}

/** The thread to continue: the document's, or, when every task has its own, the one an earlier turn on this task had. */
export function sessionFor(run: AutoRunInput, document: DocumentSoFar, task: TaskFact): string | null {
  const { session } = document;
  if (session === null) return null;
  return run.freshContext === 'document' || session.task === task.key ? session.id : null;
}

/** What the prompt says of earlier turns on this task. */
export function notesFor(task: TaskSoFar, misdeed: PromptNote | undefined): PromptNote[] {
  const notes: PromptNote[] = [];
  if (task.interrupted) notes.push('interrupted');
  if (task.lastNote !== null) notes.push(task.lastNote);
  if (misdeed !== undefined) notes.push(misdeed);
  return notes;
}

function unexplained(how: string): TurnEnd['error'] {
  const message =
    how === 'interrupted'
      ? 'The agent was interrupted by something else.'
      : 'The agent failed without saying why.';
  return { kind: 'crash', message, resetAt: null };
}
