import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new folder `maestro-test-*` in the system's temporary folder, removed when the running test ends. */
export async function tempDir(): Promise<string> {
  const dir = await make();
  onTestFinished(() => remove(dir));
  return dir;
}

function make(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'maestro-test-'));
}

function remove(dir: string): Promise<void> {
  return rm(dir, { recursive: true, force: true, maxRetries: 3 });
}
