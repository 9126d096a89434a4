import * as z from 'zod';

/** Something wrong in what was read (a registry, an issue, a document, a journal); the rest of it stays usable. */
export const ProblemSchema = z.object({
  severity: z.enum(['error', 'warning']),
  /** Stable, dotted kebab-case. */
  code: z.string(),
  message: z.string(),
  /** 1-based; null where a line says nothing. */
  line: z.number().int().positive().nullable(),
});
export type Problem = z.infer<typeof ProblemSchema>;
