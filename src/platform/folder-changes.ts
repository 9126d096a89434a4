import { type FSWatcher, watch } from 'node:fs';
import { onAbort } from './on-abort.ts';

/** How long a change may stay unseen where the system reports none (network drives, no watches left). */
const POLL_MS = 500;

/**
 * Yields at once and then whenever something in a folder may have changed; ends when the signal is aborted. Only a
 * hint to look: it may come for nothing, and many changes may give one. The folder need not exist yet.
 */
export async function* folderChanges(
  dir: string,
  signal: AbortSignal,
  pollMs = POLL_MS,
): AsyncGenerator<void> {
  let changed = true;
  let wake = (): void => undefined;
  let watcher: FSWatcher | undefined;
  const note = (): void => {
    changed = true;
    wake();
  };
  const unwatch = (): void => {
    watcher?.close();
    watcher = undefined;
  };
  const unheard = onAbort(signal, () => wake());
  try {
    while (!signal.aborted) {
      watcher ??= watchFolder(dir, note, unwatch);
      if (!changed)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, pollMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      if (signal.aborted) return;
      changed = false;
      yield;
    }
  } finally {
    unheard();
    unwatch();
  }
}

function watchFolder(dir: string, onChange: () => void, onEnd: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(dir, { persistent: true }, onChange);
    watcher.on('error', onEnd);
    return watcher;
  } catch {
    // No folder yet, or no watches left: the poll sees what happens, and the watch is tried again with every look.
    return undefined;
  }
}
