import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { readJsonIfAny, writeAtomic } from '../../platform/files.ts';
import type { SymphonyContext } from '../context.ts';
import { IssueFactsSchema } from './status.ts';

const KeptProject = z.object({
  /** ISO date-time of when GitHub last said that this is how it is. */
  checkedAt: z.string(),
  issues: z.array(IssueFactsSchema),
});
/** The last good copy of one project's issues. */
export type KeptProject = z.infer<typeof KeptProject>;

const KeptFile = z.object({ v: z.literal(1), projects: z.record(z.string(), KeptProject) });

/**
 * The last good copies of all projects' issues, by lower-case slug. One file for all: a tree of a hundred projects is
 * filled with one read. Empty when there is none, or none that can be read (a cache may be deleted at any time).
 */
export async function readKept(ctx: SymphonyContext): Promise<Map<string, KeptProject>> {
  try {
    const file = await readJsonIfAny(fileOf(ctx), KeptFile);
    return new Map(Object.entries(file?.projects ?? {}));
  } catch (error) {
    ctx.log.warn(`The cache of issues is unreadable and is made anew: ${String(error)}`);
    return new Map();
  }
}

/**
 * Keeps these copies beside what others have kept meanwhile. Two processes at the same moment may lose one another's
 * newest copy; it is only read again then. A cache that cannot be written is only logged.
 */
export async function keep(ctx: SymphonyContext, changed: ReadonlyMap<string, KeptProject>): Promise<void> {
  if (changed.size === 0) return;
  try {
    const projects = Object.fromEntries([...(await readKept(ctx)), ...changed]);
    await writeAtomic(fileOf(ctx), JSON.stringify({ v: 1, projects }));
  } catch (error) {
    ctx.log.warn(`The issues could not be kept for the next start: ${String(error)}`);
  }
}

/** One file per host and kind of visitor: signed in, one may see more. */
function fileOf(ctx: SymphonyContext): string {
  const key = `${ctx.github.webUrl} ${ctx.github.signedIn ? 'signed in' : 'signed out'}`;
  return join(ctx.home.cache, `issues-${createHash('sha256').update(key).digest('hex').slice(0, 12)}.json`);
}
