import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { appendDurably } from '../files.ts';
import type { JournalPlace } from './read.ts';

/**
 * Puts the end of a journal right after a crash: what stands behind the last whole event is either a whole event that
 * lacks its newline, which gets it, or torn bytes, which move to `journal.torn` beside the journal. No byte is lost.
 * @returns true when a whole event was completed (it has still to be read).
 */
export async function repairEnd(handle: FileHandle, path: string, place: JournalPlace): Promise<boolean> {
  const { size } = await handle.stat();
  if (size <= place.offset) return false;
  const tail = Buffer.alloc(size - place.offset);
  await handle.read(tail, 0, tail.length, place.offset);
  const text = tail.toString('utf8');
  if (isWholeEvent(text, place.events)) {
    await handle.appendFile('\n');
    await handle.datasync();
    return true;
  }
  await appendDurably(join(dirname(path), 'journal.torn'), Buffer.concat([tail, Buffer.from('\n')]));
  await handle.truncate(place.offset);
  await handle.datasync();
  return false;
}

function isWholeEvent(text: string, number: number): boolean {
  try {
    const value = JSON.parse(text) as { seq?: unknown } | null;
    return value?.seq === number;
  } catch {
    // Torn in the middle: that is the question asked.
    return false;
  }
}
