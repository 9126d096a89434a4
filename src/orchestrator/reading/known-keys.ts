import * as z from 'zod';

/** The keys that an object schema knows at a path, looked for through defaults and other wrappers. */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = unwrapped(schema);
  for (const key of path) {
    if (!(at instanceof z.ZodObject)) return [];
    at = unwrapped(at.shape[String(key)] as z.ZodType | undefined);
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function unwrapped(schema: unknown): unknown {
  let at = schema;
  while (
    at instanceof z.ZodDefault ||
    at instanceof z.ZodPrefault ||
    at instanceof z.ZodOptional ||
    at instanceof z.ZodNullable
  )
    at = at.unwrap();
  return at;
}
