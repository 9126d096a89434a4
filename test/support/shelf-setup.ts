import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

/** Before the first test of a project and after its last: a folder for what many tests use and no test changes. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'maestro-test-shelf-'));
  provide('shelf', folder);
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
