// What belongs to one run alone: its mark, and its folders, which are removed with it.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../install.mjs';

/** A file by which another run knows that a folder beside its own is not its own to report. */
const OWNER = '.maestro-run';

/** @typedef {ReturnType<typeof runFolders>} RunFolders */

/** Makes them. All that a run starts inherits the mark: whatever still carries it at the end was left behind. */
export function runFolders() {
  const mark = `maestro-${randomBytes(6).toString('hex')}`;
  // The path of a socket has 103 bytes on macOS, and the system's own temporary folder takes half of them.
  const temporary = mkdtempSync(join(process.platform === 'darwin' ? '/tmp' : tmpdir(), 'maestro-'));
  writeFileSync(join(temporary, OWNER), `${process.pid}\n`);
  const homes = join(root, '.maestro-test/homes', mark);
  mkdirSync(homes, { recursive: true });
  // Agents' homes, and what must lie outside of everything temporary, even where the checkout does not.
  const others = [homes, join('/var/tmp', mark)];
  return {
    mark,
    temporary,
    others,
    env: {
      TMPDIR: temporary,
      TEMP: temporary,
      TMP: temporary,
      MAESTRO_TEST_RUN: mark,
      MAESTRO_TEST_HOMES: homes,
    },
    remove() {
      for (const folder of [temporary, ...others])
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      removeIfEmpty(join(root, '.maestro-test/homes'));
    },
  };
}

function removeIfEmpty(folder) {
  try {
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  } catch {
    // It is gone, or another run has just put something there.
  }
}

/** Whether a folder is that of another run. */
export const isARun = (folder) => existsSync(join(folder, OWNER));
