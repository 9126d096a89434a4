// The temporary folder of a test run, and what the run left behind: folders of ours in there, and (Linux) processes that
// inherited the run's mark.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const OURS = /^\.?maestro/;

/** A folder for all that a run calls temporary: agents and editors, too, leave this and that in theirs. */
export function temporaryFolder() {
  // The path of a socket has 103 bytes on macOS, and the system's own temporary folder takes half of them.
  return mkdtempSync(join(process.platform === 'darwin' ? '/tmp' : tmpdir(), 'maestro-'));
}

/** Where every system and program looks for it. */
export function temporaryEnv(folder) {
  return { TMPDIR: folder, TEMP: folder, TMP: folder };
}

export function removeTemporaryFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Ids and command lines of the living processes whose environment holds the mark, this one left out. */
function marked(mark) {
  if (process.platform !== 'linux') return [];
  const found = [];
  for (const pid of readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && Number(name) !== process.pid,
  )) {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark)) continue;
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      // A process that has ended but is not collected yet has no command line any more.
      if (command) found.push(`process ${pid}: ${command.slice(0, 200)}`);
    } catch {
      // It ended while we looked, or belongs to somebody else: not ours to report.
    }
  }
  return found;
}

/** Names of ours in a folder. */
export function oursIn(folder) {
  return readdirSync(folder).filter((name) => OURS.test(name));
}

/**
 * Names everything of ours that is still there, in the run's own folder or beside it (`before`: what was there already);
 * gives processes that are just ending, and guards that clear up, six seconds.
 */
export async function leftovers(folder, before, mark) {
  const beside = dirname(folder);
  const look = () => [
    ...oursIn(folder).map((name) => `folder ${join(folder, name)}`),
    ...oursIn(beside)
      .filter((name) => !before.includes(name))
      .map((name) => `folder ${join(beside, name)}`),
    ...marked(mark),
  ];
  for (let tries = 0; tries < 60 && look().length > 0; tries++)
    await new Promise((done) => setTimeout(done, 100));
  return look();
}
