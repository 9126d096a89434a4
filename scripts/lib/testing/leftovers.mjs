// What a run left behind: folders of ours, and (Linux) processes that belong to it.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isARun } from './run-folders.mjs';

const OURS = /^\.?maestro(?!-run$)/;

/** Everything in a folder; nothing when there is no such folder. */
function allIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Names of ours in a folder. */
const oursIn = (folder) => allIn(folder).filter((name) => OURS.test(name));

/**
 * The living processes of a run, this one left out: those whose environment, command line or working folder names its mark
 * or its temporary folder. (Agents hand on an environment of their own making.)
 * @param {import('./run-folders.mjs').RunFolders} run
 */
function processesOf({ mark, temporary }) {
  if (process.platform !== 'linux') return [];
  const names = (text) => text.includes(mark) || text.includes(temporary);
  const found = [];
  for (const pid of readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && Number(name) !== process.pid,
  )) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      // A process that has ended but is not collected yet has no command line any more.
      if (!command) continue;
      const isOurs =
        names(command) ||
        names(readFileSync(`/proc/${pid}/environ`, 'latin1')) ||
        names(readlinkSync(`/proc/${pid}/cwd`));
      if (isOurs) found.push({ pid: Number(pid), command });
    } catch {
      // It ended while we looked, or belongs to somebody else: not ours to report.
    }
  }
  return found;
}

/**
 * Looks for what a run leaves behind, in its own folders or beside them. Call it at the beginning: what is there already does
 * not count.
 * @param {import('./run-folders.mjs').RunFolders} run
 */
export function watchLeftovers(run) {
  const beside = dirname(run.temporary);
  const before = oursIn(beside);
  const look = () => [
    ...oursIn(run.temporary).map((name) => `folder ${join(run.temporary, name)}`),
    ...run.others.flatMap((folder) => allIn(folder).map((name) => `folder ${join(folder, name)}`)),
    ...oursIn(beside)
      .filter((name) => !before.includes(name) && !isARun(join(beside, name)))
      .map((name) => `folder ${join(beside, name)}`),
    ...processesOf(run).map(({ pid, command }) => `process ${pid}: ${command.slice(0, 200)}`),
  ];
  return {
    /** Names what is there; gives processes that are just ending, and guards that clear up, six seconds. */
    async find() {
      for (let tries = 0; tries < 60 && look().length > 0; tries++) await sleep(100);
      return look();
    },
  };
}

/** Kills the processes of a run until there are none, those too that are started meanwhile. */
export async function killProcesses(run) {
  for (let tries = 0; tries < 100; tries++) {
    const found = processesOf(run);
    if (found.length === 0) return;
    for (const { pid } of found) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
    await sleep(20);
  }
}
