// A pseudo-terminal for tests of what somebody types: prebuilt for every platform, nothing is compiled.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ensureCached } from './test-cache.mjs';

/**
 * node-pty, installed once (0.2 MB; its binary is an optional dependency).
 * @returns {Promise<{ spawn(file: string, args: string[], options: object): {
 *   write(text: string): void,
 *   kill(): void,
 *   onData(listen: (text: string) => void): unknown,
 *   onExit(listen: (end: { exitCode: number }) => void): unknown,
 * } }>}
 */
export async function ensurePty() {
  const dir = await ensureCached('pty', { packages: ['@lydell/node-pty@1.1.0'] });
  return createRequire(join(dir, 'package.json'))('@lydell/node-pty');
}
