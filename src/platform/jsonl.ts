import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { isMissing } from './files.ts';

/** One line of a JSONL file: its value, or the text of a line that is not JSON (a torn last line after a crash). */
export type JsonLine = { line: number; value: unknown } | { line: number; broken: string };

/** Reads a JSONL file line by line in bounded memory. A missing file yields nothing. */
export async function* readJsonLines(path: string): AsyncGenerator<JsonLine> {
  const stream = createReadStream(path, { encoding: 'utf8' });
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  let line = 0;
  try {
    for await (const text of lines) {
      line++;
      if (text.trim() === '') continue;
      yield parseLine(text, line);
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  } finally {
    lines.close();
    stream.destroy();
  }
}

function parseLine(text: string, line: number): JsonLine {
  try {
    return { line, value: JSON.parse(text) as unknown };
  } catch {
    // Not an error here: a torn line is a fact that the reader of the journal decides about.
    return { line, broken: text };
  }
}
