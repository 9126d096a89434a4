import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { mapConcurrent } from '../../platform/concurrent.ts';
import { isMissing } from '../../platform/files.ts';
import { readJournalOf } from '../../platform/journal/read.ts';
import { type Journal, openJournalOf } from '../../platform/journal/store.ts';
import type { Home } from '../../platform/paths.ts';
import { asMaestroError } from '../../platform/errors.ts';
import { VERSION } from '../../platform/version.ts';
import type { OrchestratorContext } from '../context.ts';
import type { RunEvent, RunFacts, StampedRunEvent } from './events.ts';
import { RUNS } from './kind.ts';
import type { Run } from './run.ts';

type Store = Pick<Home, 'orchestrator'>;

const ID = /^run-[a-z0-9-]{8,40}$/;

/** A run's open journal, whose one writer holds the lease. */
export interface OpenRun extends Omit<Journal<RunEvent, Run>, 'events'> {
  readonly id: string;
}

/** A new run's id: the day, and 40 random bits. */
export function newRunId(now: Date): string {
  return `run-${now.toISOString().slice(0, 10).replaceAll('-', '')}-${randomBytes(5).toString('hex')}`;
}

/** Where a run's journal is; nothing is made. */
export function journalPath({ orchestrator }: Store, id: string): string {
  return join(orchestrator, 'runs', id, 'journal.jsonl');
}

/** Opens a run that was begun before. The caller holds the lease; `lost` is its signal. */
export async function openRun(ctx: OrchestratorContext, id: string, lost: AbortSignal): Promise<OpenRun> {
  const path = journalPath(ctx.home, id);
  const journal = await openJournalOf(RUNS, path, ctx.clock, ctx.redact, lost);
  const append = async (body: RunEvent): Promise<StampedRunEvent> => {
    const event = await journal.append(body);
    ctx.onEvent?.(event);
    return event;
  };
  return { id, state: journal.state, append, close: journal.close };
}

/** Begins a run. */
export async function beginRun(
  ctx: OrchestratorContext,
  facts: RunFacts,
  lost: AbortSignal,
): Promise<OpenRun> {
  const run = await openRun(ctx, facts.id, lost);
  await run.append({ type: 'created', run: facts, version: VERSION });
  return run;
}

/** Runs, newest first, and what is wrong with those that could not be read: a broken journal hides no other. */
export interface RunListing {
  runs: Run[];
  problems: { code: string; message: string }[];
}

/** Every run of a configured project on this machine. */
export async function listRuns(home: Store, configId: string): Promise<RunListing> {
  const names = await readdir(join(home.orchestrator, 'runs')).catch((error: unknown): string[] => {
    if (isMissing(error)) return [];
    throw error;
  });
  const problems: RunListing['problems'] = [];
  const read = await mapConcurrent(
    names.filter((name) => ID.test(name)),
    16,
    async (id) => {
      try {
        return await readRun(home, id);
      } catch (error) {
        const { code, message } = asMaestroError(error);
        problems.push({ code, message: `Run ${id}: ${message}` });
        return undefined;
      }
    },
  );
  const runs = read.filter((run) => run !== undefined && run.facts.configId === configId) as Run[];
  runs.sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0));
  return { runs, problems };
}

/** The fold of one run's journal; undefined for one that a kill left without its first event. */
async function readRun(home: Store, id: string): Promise<Run | undefined> {
  let state = RUNS.nothing;
  for await (const { events } of readJournalOf(RUNS, journalPath(home, id)))
    state = RUNS.apply(state, events);
  return state.facts.id === '' ? undefined : state;
}
