import { type FileLine, readFileLines } from './file-lines.ts';

/** Where a line stands in its file: byte offsets, `end` after its newline; `ended` false when it has none (yet). */
export type LinePlace = Pick<FileLine, 'start' | 'end' | 'ended'>;

/** One line of a JSONL file: its value, or the first 200 characters of a line that is not JSON. */
export type JsonLine = LinePlace & ({ value: unknown } | { broken: string });

/**
 * Reads a JSONL file from a byte offset in bounded memory, in batches. Blank lines are left out; a missing file
 * yields nothing.
 */
export async function* readJsonLines(path: string, from = 0): AsyncGenerator<JsonLine[]> {
  for await (const lines of readFileLines(path, from)) {
    const parsed: JsonLine[] = [];
    for (const line of lines) if (line.text.trim() !== '') parsed.push(parseLine(line));
    yield parsed;
  }
}

function parseLine({ text, start, end, ended, cut }: FileLine): JsonLine {
  if (!cut)
    try {
      return { start, end, ended, value: JSON.parse(text) as unknown };
    } catch {
      // Not an error here: a torn line is a fact that the reader of the journal decides about.
    }
  return { start, end, ended, broken: text.slice(0, 200) };
}
