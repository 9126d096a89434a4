import { spawn } from 'node:child_process';

// They wait for a line that never comes: their input closes when whoever holds the other end has died.
const END_GROUP = 'read -r _; kill -s TERM -- "-$1"; sleep 2; kill -s KILL -- "-$1"';
// Later than the end of the group that may still be writing there.
const REMOVE_FOLDER = 'read -r _; sleep 3; rm -rf -- "$1"';

/**
 * Ends a process group when we die without having ended it (kill -9, out of memory): nobody else would, and an agent would
 * go on working and spending for hours.
 * @returns dismisses the guard.
 */
export function guardGroup(pid: number): () => void {
  return guard(END_GROUP, String(pid));
}

/**
 * Removes a temporary folder when we die without having removed it: it may hold what must not stay readable on a disk.
 * @returns dismisses the guard; the folder is then the caller's again.
 */
export function guardFolder(folder: string): () => void {
  return guard(REMOVE_FOLDER, folder);
}

/** A shell of 1 MB in a group of its own, on POSIX; on Windows nothing is done. */
function guard(script: string, what: string): () => void {
  if (process.platform === 'win32') return () => undefined;
  const shell = spawn('/bin/sh', ['-c', script, 'maestro-guard', what], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: '/usr/bin:/bin' },
  });
  // Where there is no shell there is no guard; and its input may break when it is dismissed.
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  return () => void shell.kill('SIGKILL');
}
