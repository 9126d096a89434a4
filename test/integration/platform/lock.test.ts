import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquireLock, isProcessAlive, lockHolder } from '../../../src/platform/lock.ts';
import { run, startProcess } from '../../../src/platform/process/run.ts';
import { HANG_MS } from '../../support/limits.ts';
import { tempDir } from '../../support/temp.ts';
import { eventually } from '../../support/waits.ts';

describe('a lock', () => {
  it('is held by one, told about, and free after its release', async () => {
    const path = join(await tempDir(), 'engine');
    const lock = await acquireLock(path);
    expect(await lockHolder(path)).toMatchObject({ pid: process.pid, host: hostname() });
    await expect(acquireLock(path)).rejects.toMatchObject({ code: 'lock.held', data: { pid: process.pid } });
    await lock.release();
    expect(await lockHolder(path)).toBeUndefined();
    expect(lock.lost.aborted).toBe(false);
    const again = await acquireLock(path);
    await lock.release();
    expect(await lockHolder(path), 'a second release takes nothing from the next holder').toBeDefined();
    await again.release();
    expect(await readdir(join(path, '..'))).toEqual([]);
  });

  it('that was left half made or half released is free at once', async () => {
    const path = join(await tempDir(), 'engine');
    await mkdir(`${path}.lock`);
    await (await acquireLock(path)).release();
    const dead = (await run('sh', ['-c', 'echo $$'], { env: { PATH: process.env.PATH }, timeoutMs: HANG_MS }))
      .stdout;
    await writeFile(
      `${path}.holder.json`,
      JSON.stringify({ pid: Number(dead), host: hostname(), since: '', key: 'k' }),
    );
    await mkdir(`${path}.lock`);
    expect(await lockHolder(path)).toBeUndefined();
    await (await acquireLock(path)).release();
    expect(await lockHolder(path)).toBeUndefined();
  });

  it('of another version’s or machine’s holder is left while its heartbeat is young', async () => {
    const path = join(await tempDir(), 'engine');
    await mkdir(`${path}.lock`);
    for (const holder of ['{"pid":', JSON.stringify({ pid: 1, host: 'elsewhere', since: '', key: 'k' })]) {
      await writeFile(`${path}.holder.json`, holder);
      await expect(acquireLock(path)).rejects.toMatchObject({ code: 'lock.held' });
    }
    expect(await lockHolder(path)).toMatchObject({ host: 'elsewhere' });
    const old = new Date(Date.now() - 60_000);
    await utimes(`${path}.lock`, old, old);
    expect(await lockHolder(path)).toBeUndefined();
    const lock = await acquireLock(path);
    await lock.release();
  });

  it('tells its holder when another process has taken it', async () => {
    const path = join(await tempDir(), 'engine');
    const lock = await acquireLock(path);
    await rm(`${path}.lock`, { recursive: true });
    await eventually(() => lock.lost.aborted, 'it is told');
    expect(lock.lost.aborted).toBe(true);
    await lock.release();
  });
});

describe('isProcessAlive', () => {
  it('knows the living from the dead, also from those that nobody has buried', async () => {
    expect(isProcessAlive(process.pid)).toBe(true);
    expect(isProcessAlive(2 ** 30)).toBe(false);
    if (process.platform !== 'linux') return;
    // The shell becomes `sleep`, which never asks how its child ended.
    const parent = await startProcess('sh', ['-c', 'sleep 0.01 & echo $!; exec sleep 3000'], {
      cwd: '/',
      env: { PATH: process.env.PATH },
    });
    try {
      const child = Number((await parent.lines.next()).value);
      await eventually(() => !isProcessAlive(child), 'the end of its child');
      expect(isProcessAlive(child)).toBe(false);
      expect(() => process.kill(child, 0)).not.toThrow();
    } finally {
      await parent.stop(0);
    }
  });
});
