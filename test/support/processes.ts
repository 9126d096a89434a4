import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';

/** Command lines of the living processes whose environment holds a mark. Linux only: elsewhere always none. */
export function processesWith(mark: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark)) return [];
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return command === '' ? [] : [`${pid} ${command.slice(0, 200)}`];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
}

/** What of the living processes anybody can read who runs as their user: where their environment or command line has the text. */
export async function processesShowing(text: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const shown = await Promise.all(
    pids.flatMap((pid) =>
      ['environ', 'cmdline'].map(async (part) => {
        // It ended while we looked, or is another user's.
        const words = await readFile(`/proc/${pid}/${part}`, 'latin1').catch(() => '');
        return words.includes(text) ? [`${part} of ${pid}: ${words.slice(0, 100)}`] : [];
      }),
    ),
  );
  return shown.flat();
}
