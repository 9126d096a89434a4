import { mapStrings } from '../map-strings.ts';
import type { Redact } from '../redact.ts';

/** The longest line that is written, unless an event is made of very many short strings. */
export const MAX_EVENT_BYTES = 256 * 1024;
// Names, keys and addresses are shorter than this and are never cut.
const NEVER_CUT_CHARS = 1_024;

/** An event as it goes into the journal, free of secrets and of bounded size, and its line (with the newline). */
export function encodeEvent<E extends object>(event: E, redact: Redact): { event: E; line: string } {
  const clean = mapStrings(event, redact);
  let kept = clean;
  let line = JSON.stringify(kept);
  for (let cap = 64 * 1024; Buffer.byteLength(line) > MAX_EVENT_BYTES && cap >= NEVER_CUT_CHARS; cap /= 2) {
    const limit = cap;
    kept = mapStrings(clean, (text) => cut(text, limit));
    line = JSON.stringify(kept);
  }
  return { event: kept, line: `${line}\n` };
}

function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = text.slice(0, max).replace(/[\ud800-\udbff]$/, '');
  return `${head}… [${text.length - head.length} more characters were cut]`;
}
