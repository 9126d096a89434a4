import { join } from 'node:path';
import { asMaestroError } from '../platform/errors.ts';
import { exists } from '../platform/files.ts';
import { accessOf } from './access.ts';
import type { OrchestratorContext } from './context.ts';
import { isOver } from './eligibility.ts';
import { takeLease } from './lane/lease.ts';
import { laneOf } from './lane/names.ts';
import { disown, type Owner, ownersOf } from './lane/owner.ts';
import { removeLane } from './lane/remove.ts';
import { listRuns, openRun } from './runs/store.ts';
import { describeUnsaved } from '../runner/workspace/occupied.ts';
import { openWorkspace } from '../runner/workspace/open.ts';
import type { GitAccess } from '../runner/workspace/types.ts';
import { nothingUnsaved } from '../runner/workspace/unsaved.ts';

/**
 * Removes the lanes whose issues are over, and closes the runs that were still open there. Only lanes that were made here go,
 * and only when a clone in them holds nothing that exists nowhere else. What is left, and what fails (the tracker cannot be
 * asked, somebody works there), is told.
 * @returns what was done and what failed, a sentence each. @throws the signal's reason.
 */
export async function removeFinished(ctx: OrchestratorContext, signal: AbortSignal): Promise<string[]> {
  const owners = await ownersOf(ctx.home, ctx.config.id);
  if (owners.length === 0) return [];
  const notes: string[] = [];
  const tell = (what: string, error: unknown): void => {
    signal.throwIfAborted();
    notes.push(`${what}: ${asMaestroError(error).message}`);
  };
  const issues = await ctx.tracker
    .issuesById(
      owners.map(({ issueId }) => issueId),
      signal,
    )
    .catch((error: unknown) => {
      tell('Folders of issues that are over were not looked for', error);
      return [];
    });
  const over = new Map(issues.filter((one) => isOver(one, ctx.workflow)).map((one) => [one.id, one.state]));
  for (const owner of owners) {
    const state = over.get(owner.issueId);
    if (state === undefined) continue;
    const told = `${owner.identifier}: its state is ${state}`;
    await removeOne(ctx, owner, `The issue is over: its state is ${state}.`, signal).then(
      (kept) =>
        void notes.push(
          `${told}; ${kept === null ? 'its folder was removed' : `its folder is left: ${kept}`}.`,
        ),
      (error: unknown) => tell(`${told}; its folder was not removed`, error),
    );
  }
  return notes;
}

/** @returns why the folder is left; null when it is gone. */
async function removeOne(
  ctx: OrchestratorContext,
  { issueId, identifier, adopted, dir }: Owner,
  reason: string,
  signal: AbortSignal,
): Promise<string | null> {
  const { home, config, workflow, redact } = ctx;
  // Where it was made: the config may name another root by now.
  const lane = { ...laneOf(config, { id: issueId, identifier }), dir };
  const lease = await takeLease(home, config.id, lane);
  try {
    const { runs } = await listRuns(home, config.id);
    for (const { facts, closed } of runs)
      if (closed === null && facts.issue.id === issueId) {
        const run = await openRun(ctx, facts.id, lease.lost);
        await run.append({ type: 'closed', how: 'released', reason }).finally(() => run.close());
      }
    if (adopted) {
      await disown(home, lane);
      return 'it was there before Maestro came';
    }
    const access = accessOf(ctx);
    const unsaved = await unsavedIn(lane.dir, access, signal);
    if (unsaved !== null) return unsaved;
    const { hooks } = workflow;
    await removeLane({ home, configId: config.id, lane, hooks, access, signal, redact });
    return null;
  } finally {
    await lease.release();
  }
}

/** What a clone in the folder holds that exists nowhere else, in words; null for nothing, and where there is no clone. */
async function unsavedIn(dir: string, access: GitAccess, signal: AbortSignal): Promise<string | null> {
  // One that git cannot be run in safely throws: it is left, too.
  if (!(await exists(join(dir, '.git')))) return null;
  const work = await openWorkspace(dir, access, signal).unsavedWork();
  return nothingUnsaved(work) ? null : `it ${describeUnsaved(work)}`;
}
