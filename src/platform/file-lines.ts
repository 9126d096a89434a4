import { open } from 'node:fs/promises';
import { isMissing } from './files.ts';

const CHUNK_BYTES = 256 * 1024;
const NEWLINE = 0x0a;
/** The longest line that is read whole; only the beginning is kept of a longer one. */
export const MAX_FILE_LINE_BYTES = 16 * 1024 * 1024;

/** A line of a file and where it stands (byte offsets; `end` is after its newline). */
export interface FileLine {
  text: string;
  start: number;
  end: number;
  /** False for a last line without a newline: it may still be being written. */
  ended: boolean;
  /** The line was longer than the limit and its rest is not in `text`. */
  cut: boolean;
}

/**
 * Reads a file's lines from a byte offset in bounded memory, in batches (one per chunk read) because an await per line
 * would cost more than the reading. What is appended meanwhile is left for the next time. A missing file yields nothing.
 */
export async function* readFileLines(
  path: string,
  from = 0,
  maxLineBytes = MAX_FILE_LINE_BYTES,
): AsyncGenerator<FileLine[]> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (!handle) return;
  try {
    const { size } = await handle.stat();
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let parts: Buffer[] = [];
    let kept = 0;
    let start = from;
    let at = from;
    const keep = (bytes: Buffer): void => {
      const room = Math.max(0, maxLineBytes - kept);
      if (room > 0) parts.push(Buffer.from(bytes.subarray(0, room)));
      kept += bytes.length;
    };
    while (at < size) {
      const { bytesRead } = await handle.read(chunk, 0, Math.min(CHUNK_BYTES, size - at), at);
      if (bytesRead === 0) break;
      const bytes = chunk.subarray(0, bytesRead);
      const lines: FileLine[] = [];
      let lineFrom = 0;
      for (let nl = bytes.indexOf(NEWLINE); nl >= 0; nl = bytes.indexOf(NEWLINE, lineFrom)) {
        const end = at + nl + 1;
        if (kept === 0 && nl - lineFrom <= maxLineBytes)
          lines.push({ text: bytes.toString('utf8', lineFrom, nl), start, end, ended: true, cut: false });
        else {
          keep(bytes.subarray(lineFrom, nl));
          lines.push({ text: join(parts), start, end, ended: true, cut: kept > maxLineBytes });
          parts = [];
          kept = 0;
        }
        start = end;
        lineFrom = nl + 1;
      }
      if (lineFrom < bytesRead) keep(bytes.subarray(lineFrom));
      at += bytesRead;
      if (lines.length > 0) yield lines;
    }
    if (kept > 0) yield [{ text: join(parts), start, end: at, ended: false, cut: kept > maxLineBytes }];
  } finally {
    await handle.close();
  }
}

function join(parts: readonly Buffer[]): string {
  return Buffer.concat(parts).toString('utf8');
}
