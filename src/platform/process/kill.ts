import { spawnSync } from 'node:child_process';
import { isOnlyZombies } from './zombies.ts';

/** Sends a signal to a whole process group (POSIX) or ends a process tree (Windows). True when something was there. */
export function killGroup(pid: number, signal: NodeJS.Signals): boolean {
  if (process.platform === 'win32') {
    const force = signal === 'SIGKILL' ? ['/F'] : [];
    return (
      spawnSync('taskkill', ['/PID', String(pid), '/T', ...force], { windowsHide: true, timeout: 5_000 })
        .status === 0
    );
  }
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH') return false;
    // Something is there that may not be signalled: macOS says so of a group whose members are all dead but not yet reaped.
    if (code === 'EPERM') return true;
    throw error;
  }
}

/** True while any process of the group lives (on Windows: while the process itself does). */
export function isGroupAlive(pid: number): boolean {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 0);
    return !isOnlyZombies(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Ends a process group: SIGTERM, then SIGKILL for whatever is left after `graceMs`. Returns when nothing is left. */
export async function endGroup(pid: number, graceMs: number): Promise<void> {
  if (!killGroup(pid, 'SIGTERM')) return;
  const deadline = performance.now() + graceMs;
  let pauseMs = 5;
  while (isGroupAlive(pid)) {
    if (performance.now() >= deadline) killGroup(pid, 'SIGKILL');
    // A group that outlives SIGKILL by seconds is in the kernel's hands (uninterruptible): waiting longer helps nobody.
    if (performance.now() >= deadline + 5_000) return;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    pauseMs = Math.min(pauseMs * 2, 100);
  }
}
