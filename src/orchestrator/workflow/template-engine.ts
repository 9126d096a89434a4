import type { Liquid } from 'liquidjs';
import { shortDescription } from './description.ts';
import type { PromptFacts } from './facts.ts';

/** A strict engine: an unknown variable or filter is an error. It reads no files. */
export async function templateEngine(): Promise<Liquid> {
  const { Liquid: Engine } = await import('liquidjs');
  // No files: a template that could include some would read whatever lies on this machine.
  return new Engine({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    relativeReference: false,
    templates: {},
    parseLimit: 1024 * 1024,
    renderLimit: 5_000,
    memoryLimit: 64 * 1024 * 1024,
  });
}

/** What a template may name. */
export function scopeOf({ issue, attempt }: Pick<PromptFacts, 'issue' | 'attempt'>): Record<string, unknown> {
  const { blockers, createdAt, updatedAt, branchName, assigneeId, nativeRef, description, ...plain } = issue;
  return {
    issue: {
      ...plain,
      // Templates ask whether there is one, and an empty text is one to Liquid.
      description: description === '' ? null : shortDescription(description),
      branch_name: branchName,
      created_at: createdAt === '' ? null : createdAt,
      updated_at: updatedAt === '' ? null : updatedAt,
      blocked_by: blockers.map(readable),
      assignee_id: assigneeId,
      native_ref: readable(nativeRef),
    },
    // As the specification counts: null for the first one, 1 for the first that follows.
    attempt: attempt > 1 ? attempt - 1 : null,
  };
}

/** An error of the engine's: the line of the body that it speaks of (from 1 on), and its words without the place. */
export function templateFault(cause: unknown): { line: number | null; words: string } {
  const said = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
  const place = /, line:(\d+), col:\d+$/.exec(said);
  const words = place ? said.slice(0, place.index) : said;
  return { line: place ? Number(place[1]) : null, words };
}

/** The same, which a template that prints the whole of it shows as JSON. */
function readable<T extends object>(value: T): T {
  const copy = { ...value };
  return Object.defineProperty(copy, 'toString', { value: () => JSON.stringify(copy), enumerable: false });
}
