import { stripVTControlCharacters } from 'node:util';
import { onTestFinished } from 'vitest';
import { ensurePty } from '../../scripts/lib/pseudo-terminal.mjs';

/** A program in a terminal of its own, with somebody at the keyboard. */
export interface PseudoTerminal {
  /** Everything that was shown by now, without control sequences. */
  shown(): string;
  /** Presses keys; `\r` is Enter, `\x03` Ctrl-C. */
  type(keys: string): void;
  /** The exit code, once it ended. */
  ended: Promise<number>;
}

/** Starts a Node.js program in one; it ends with the running test. */
export async function pseudoTerminal(
  args: readonly string[],
  { env, cwd }: { env: NodeJS.ProcessEnv; cwd: string },
): Promise<PseudoTerminal> {
  const { spawn } = await ensurePty();
  const live = spawn(process.execPath, [...args], { env, cwd, cols: 120, rows: 40 });
  let text = '';
  let over = false;
  live.onData((data) => {
    text += data;
  });
  const ended = new Promise<number>((resolve) => {
    live.onExit(({ exitCode }) => {
      over = true;
      resolve(exitCode);
    });
  });
  onTestFinished(async () => {
    if (!over) live.kill();
    await ended;
  });
  return { shown: () => stripVTControlCharacters(text), type: (keys) => live.write(keys), ended };
}
