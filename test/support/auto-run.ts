import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Agent, AgentEvent, Turn } from '../../src/runner/agents/agent.ts';
import type { AutoRunEnd, AutoRunEvent } from '../../src/runner/autorun/events.ts';
import type { AutoRunInput } from '../../src/runner/autorun/input.ts';
import { autoRun } from '../../src/runner/autorun/run.ts';
import { runSoFar } from '../../src/runner/autorun/so-far.ts';
import { tickTask } from '../../src/runner/documents/tasks.ts';
import { HANG_MS } from './limits.ts';
import { tempDir } from './temp.ts';

/** What an in-memory agent does in a turn: it may yield events; `finished` is added when it does not yield one. */
export type Act = (
  turn: Turn,
  signal: AbortSignal,
  count: number,
) => AsyncGenerator<AgentEvent> | Promise<void>;

/** An agent whose turns are a function. */
export function actor(act: Act): Agent & { turns: Turn[] } {
  const turns: Turn[] = [];
  return {
    id: 'actor',
    displayName: 'Actor',
    turns,
    detect: () => Promise.reject(new Error('An actor is not detected.')),
    async *run(turn, signal) {
      turns.push(turn);
      const acted = act(turn, signal, turns.length);
      if (acted instanceof Promise) await acted;
      else
        for await (const event of acted) {
          yield event;
          if (event.kind === 'finished') return;
        }
      yield { kind: 'finished', how: signal.aborted ? 'interrupted' : 'completed' };
    },
  };
}

/** Ticks the turn's task, as a good agent does. */
export async function tick(turn: Turn): Promise<void> {
  const text = await readFile(turn.documentFile, 'utf8');
  await writeFile(turn.documentFile, tickTask(text, turn.task.line));
}

/** Appends a line to the turn's document. */
export async function addLine(turn: Turn, line: string): Promise<void> {
  await writeFile(turn.documentFile, `${await readFile(turn.documentFile, 'utf8')}${line}\n`);
}

/** Waits until the signal is aborted. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

/** A run in a folder of its own, with a repository in memory. */
export interface Stage {
  input: AutoRunInput;
  /** Everything that was journaled, over all runs. */
  journal: AutoRunEvent[];
  /** Messages of the commits, and the shas that were pushed. */
  commits: string[];
  pushes: string[];
  /** The working copy's path of document `index`. */
  file(index: number): string;
  read(index: number): Promise<string>;
  /** A run from what is journaled to its end, or until `stop` says so after an event (like a kill). */
  run(options?: {
    signal?: AbortSignal;
    stop?(event: AutoRunEvent): boolean;
  }): Promise<AutoRunEnd | 'killed'>;
}

/** Sets documents up for an agent. A turn changes a file when the agent writes `changed` into the clone. */
export async function stage(
  documents: readonly string[],
  agent: Agent,
  overrides: Partial<AutoRunInput> = {},
): Promise<Stage> {
  const dir = await tempDir();
  const file = (index: number): string => join(dir, '.maestro', 'symphony', 'test', `${index}.md`);
  for (const [index, text] of documents.entries()) {
    await mkdir(dirname(file(index)), { recursive: true });
    await writeFile(file(index), text);
  }
  const commits: string[] = [];
  const pushes: string[] = [];
  const journal: AutoRunEvent[] = [];
  const head = (): string => (commits.length === 0 ? 'base' : `sha-${commits.length}`);
  const input: AutoRunInput = {
    documents: documents.map((_text, index) => ({ name: `${index}.md`, file: file(index) })),
    agent,
    model: null,
    freshContext: 'task',
    sandbox: 'workspace-write',
    env: {},
    workspace: {
      dir,
      head: async () => head(),
      bringHome: async () => [],
      commitAll: async (message) => {
        commits.push(message);
        return { sha: head(), leftOut: [] };
      },
      push: async () => {
        pushes.push(head());
        return head();
      },
    },
    branch: 'symphony/1-test',
    baseSha: 'base',
    identity: { name: 'A', email: 'a@example.org' },
    signOff: false,
    soFar: runSoFar([]),
    pauseAfterTask: () => false,
    limits: { idleMs: HANG_MS, wallMs: HANG_MS },
    ...overrides,
  };
  return {
    input,
    journal,
    commits,
    pushes,
    file,
    read: (index) => readFile(file(index), 'utf8'),
    async run({ signal = new AbortController().signal, stop = () => false } = {}) {
      const events = autoRun({ ...input, soFar: runSoFar(journal) }, signal);
      try {
        for (;;) {
          const next = await events.next();
          if (next.done) return next.value;
          journal.push(next.value);
          if (stop(next.value)) return 'killed';
        }
      } finally {
        await events.return({ how: 'stopped' });
      }
    },
  };
}

/** The events of a type, for assertions. */
export function ofType<T extends AutoRunEvent['type']>(
  events: readonly AutoRunEvent[],
  type: T,
): Extract<AutoRunEvent, { type: T }>[] {
  return events.filter((event): event is Extract<AutoRunEvent, { type: T }> => event.type === type);
}
