import { readdir, readFile } from 'node:fs/promises';
import { mapConcurrent } from '../concurrent.ts';
import { killGroup } from './kill.ts';
import { run } from './run.ts';

/** Files of `/proc` that are read at once: a machine may have thousands of processes. */
const AT_ONCE = 16;

/**
 * Ends a process group and everything that descends from its leader, also what made a session of its own (a terminal's
 * commands) and would outlive the group. Everything is frozen before it is counted, so that nothing can be started
 * meanwhile. On Windows `taskkill /T` knows the tree.
 */
export async function endTree(pid: number): Promise<void> {
  if (process.platform === 'win32') {
    killGroup(pid, 'SIGKILL');
    return;
  }
  if (!killGroup(pid, 'SIGSTOP')) return;
  const found = new Set<number>([pid]);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const [child, parent] of await parents()) if (found.has(parent)) found.add(child);
    for (const one of found) signal(one, 'SIGSTOP');
  }
  // The leader last: while it is there, its children are its children.
  for (const one of [...found].reverse()) signal(one, 'SIGKILL');
  killGroup(pid, 'SIGKILL');
}

/**
 * Ends every process whose environment holds this variable with this value: what was left behind by a starter that was
 * killed. Linux only, where environments can be read; elsewhere nothing is done.
 */
export async function endMarked(name: string, value: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const wanted = `\0${name}=${value}\0`;
  const others = (await processIds()).filter((pid) => pid !== process.pid);
  const look = async (pid: number): Promise<void> => {
    const environment = await readIfThere(`/proc/${pid}/environ`);
    if (`\0${environment}`.includes(wanted)) signal(pid, 'SIGKILL');
  };
  await mapConcurrent(others, AT_ONCE, look);
}

/** Every process of this machine with its parent. */
async function parents(): Promise<[number, number][]> {
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid='], { env: process.env, timeoutMs: 5_000 });
    return stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  }
  return mapConcurrent(await processIds(), AT_ONCE, async (pid): Promise<[number, number]> => {
    const stat = await readIfThere(`/proc/${pid}/stat`);
    // `pid (name) state ppid …`, and the name may hold anything.
    return [pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])];
  });
}

async function processIds(): Promise<number[]> {
  return (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
}

async function readIfThere(path: string): Promise<string> {
  // It ended while we looked, or is somebody else's.
  return readFile(path, 'utf8').catch(() => '');
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // It has ended meanwhile, or it became another user's (a command with more rights): not ours to end.
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
