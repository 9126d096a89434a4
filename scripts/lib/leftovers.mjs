// What a test run left behind: temporary folders of ours, and (Linux) processes that inherited the run's mark.
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';

const OURS = /^\.?maestro/;

function temporaries() {
  return new Set(readdirSync(tmpdir()).filter((name) => OURS.test(name)));
}

/** What is there before the run. */
export function snapshot() {
  return temporaries();
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

/** Names everything of ours that is there now and was not before; gives processes that are just ending, and guards that clear up, six seconds. */
export async function leftovers(before, mark) {
  const look = () => [
    ...[...temporaries()].filter((name) => !before.has(name)).map((name) => `folder ${tmpdir()}/${name}`),
    ...marked(mark),
  ];
  for (let tries = 0; tries < 60 && look().length > 0; tries++)
    await new Promise((done) => setTimeout(done, 100));
  return look();
}
