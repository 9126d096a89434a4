import { readdirSync, readFileSync } from 'node:fs';

/**
 * True when every process of a group has ended already and only waits to be counted by its parent. Orphans are counted by the
 * first process of the machine; in a container that one may do so late or never, and a signal to the group still "arrives".
 * Linux only (`/proc`); false where it cannot be told.
 */
export function isOnlyZombies(group: number): boolean {
  if (process.platform !== 'linux') return false;
  let members = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = statusOf(name);
    if (status?.group !== group) continue;
    if (status.state !== 'Z' && status.state !== 'X') return false;
    members++;
  }
  return members > 0;
}

/** The same of one process: it counts as alive for signals, but will never do anything again. */
export function isZombie(pid: number): boolean {
  const state = process.platform === 'linux' ? statusOf(String(pid))?.state : undefined;
  return state === 'Z' || state === 'X';
}

/** State and group of a process: the 3rd and 5th field of `/proc/{pid}/stat`, after a name that may hold anything. */
function statusOf(pid: string): { state: string; group: number } | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It ended between the listing and the reading.
    return undefined;
  }
  const [state = '', , group = ''] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state, group: Number(group) };
}
