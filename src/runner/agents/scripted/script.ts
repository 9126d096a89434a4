import * as z from 'zod';
import { readJsonIfAny, resolveInside } from '../../../platform/files.ts';

const Edit = z.union([
  z.strictObject({ file: z.string(), find: z.string().min(1), replace: z.string() }),
  z.strictObject({ file: z.string(), write: z.string() }),
  z.strictObject({ file: z.string(), append: z.string() }),
]);

/** One change of one file; its path is relative to the clone. */
export type Edit = z.infer<typeof Edit>;

const Entry = z.strictObject({
  /** Text that the task contains. */
  match: z.string().min(1),
  say: z.string().optional(),
  edits: z.array(Edit).default([]),
  /** Whether the box is ticked at the end. */
  tick: z.boolean().default(true),
  /** Stops the run with this reason. */
  halt: z.string().optional(),
  /** Milliseconds of pretended work before the edits. */
  delayMs: z.number().int().min(0).max(600_000).default(0),
  /** Goes on only once a file of this name is in `.maestro/`: whoever rehearses decides when. Git never sees that folder. */
  until: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/)
    .optional(),
  /** Pretended answers of a model, one after the other before the edits; none: numbers are made up. No price: unknown. */
  usage: z
    .array(
      z.strictObject({
        inputTokens: z.number().int().nonnegative(),
        outputTokens: z.number().int().nonnegative(),
        costUsd: z.number().nonnegative().nullable().default(null),
        /** Milliseconds that the answer takes. */
        delayMs: z.number().int().min(0).max(600_000).default(0),
      }),
    )
    .optional(),
  /** Tasks added to the end of the document. */
  addTasks: z.array(z.string()).default([]),
});

/** What the scripted agent does for one task. */
export type Entry = z.infer<typeof Entry>;

export const Script = z.strictObject({ version: z.literal(1), tasks: z.array(Entry) });

/** Where a repository says what the scripted agent does in it. */
export const SCRIPT_PATH = '.maestro/scripted.json';

/**
 * The entry of a clone's script for a task; undefined when it has none (or there is no script).
 * @throws MaestroError `file.not-json`, `file.wrong-shape`, `path.outside`.
 */
export async function entryFor(cwd: string, task: string): Promise<Entry | undefined> {
  const script = await readJsonIfAny(await resolveInside(cwd, SCRIPT_PATH), Script);
  return script?.tasks.find((entry) => task.includes(entry.match));
}
