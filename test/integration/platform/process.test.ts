import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { isProcessAlive } from '../../../src/platform/lock.ts';
import { startDetached } from '../../../src/platform/process/detach.ts';
import { endGroup, isGroupAlive, killGroup } from '../../../src/platform/process/kill.ts';
import { run, startProcess } from '../../../src/platform/process/run.ts';
import { tempDir } from '../../support/temp.ts';
import { hereAndNow } from '../../support/slowness.ts';

const env = { PATH: process.env.PATH };
const sh = (script: string): [string, string[]] => ['sh', ['-c', script]];

/** Waits until a process is gone; false when it is still there after two seconds. */
async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    if (!isProcessAlive(pid)) return true;
    await sleep(20);
  }
  return false;
}

describe.skipIf(process.platform === 'win32')('run', () => {
  it('gives exit code and output, with exactly the environment and the input that it got', async () => {
    const dir = await realpath(await tempDir());
    const result = await run(...sh('cat; env | grep -c SECRET; pwd; echo err >&2; exit 3'), {
      cwd: dir,
      env: { ...env, SECRET: 'x' },
      timeoutMs: 10_000,
      input: 'in\n',
    });
    expect(result).toEqual({ exitCode: 3, stdout: `in\n1\n${dir}\n`, stderr: 'err\n', timedOut: false });
    process.env.MAESTRO_TEST_LEAK = 'x';
    const { stdout } = await run('env', [], { env, timeoutMs: 10_000 });
    delete process.env.MAESTRO_TEST_LEAK;
    expect(stdout).not.toContain('LEAK');
  });

  it('says so when there is no such command or folder', async () => {
    const missing = run('maestro-no-such-command', [], { env, timeoutMs: 1_000 });
    await expect(missing).rejects.toMatchObject({ code: 'process.not-found' });
    const nowhere = run('true', [], { cwd: '/no/such/folder', env, timeoutMs: 1_000 });
    await expect(nowhere).rejects.toMatchObject({ code: 'process.not-found' });
  });

  it('ends a command and its children at the time limit, also when they ignore SIGTERM', async () => {
    const from = performance.now();
    const result = await run(...sh('trap "" TERM; (trap "" TERM; sleep 30) & echo $! $$; wait; sleep 30'), {
      env,
      timeoutMs: 200,
      graceMs: 200,
    });
    expect(result.timedOut).toBe(true);
    expect(result.exitCode).toBeUndefined();
    expect(performance.now() - from).toBeLessThan(hereAndNow(5_000));
    for (const pid of result.stdout.trim().split(' ')) expect(await isGone(Number(pid)), pid).toBe(true);
  });

  it('ends them when it is cancelled, and throws the reason', async () => {
    const stop = new AbortController();
    const path = join(await tempDir(), 'pid');
    const running = run(...sh(`echo $$ > ${path}; sleep 30`), {
      env,
      timeoutMs: 30_000,
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(new Error('enough')), 150);
    await expect(running).rejects.toThrow('enough');
    expect(await isGone(Number(await readFile(path, 'utf8')))).toBe(true);
    await expect(run('true', [], { env, timeoutMs: 1_000, signal: stop.signal })).rejects.toThrow('enough');
  });

  it('does not wait for what the command left behind, and ends it', async () => {
    const from = performance.now();
    const result = await run(...sh('sleep 30 & echo $!'), { env, timeoutMs: 20_000 });
    expect(performance.now() - from).toBeLessThan(hereAndNow(5_000));
    expect(result).toMatchObject({ exitCode: 0, timedOut: false });
    expect(await isGone(Number(result.stdout))).toBe(true);
  });

  it('does not wait for a daemon that keeps the output open', async () => {
    const from = performance.now();
    const result = await run(...sh('setsid sh -c "sleep 6" & sleep 0.1; echo done'), {
      env,
      timeoutMs: 20_000,
    });
    expect(performance.now() - from).toBeLessThan(5_500);
    expect(result).toMatchObject({ exitCode: 0, stdout: 'done\n' });
  });

  it('loses no output of a command that writes a lot and ends', async () => {
    const { stdout } = await run(...sh("head -c 8000000 /dev/zero | tr '\\0' x"), { env, timeoutMs: 20_000 });
    expect(stdout.length).toBe(8_000_000);
  });

  it('survives a command that does not read its input', async () => {
    const result = await run('true', [], { env, timeoutMs: 10_000, input: 'x'.repeat(1_000_000) });
    expect(result.exitCode).toBe(0);
  });
});

describe.skipIf(process.platform === 'win32')('startProcess', () => {
  it('talks line by line, and tells how it ended', async () => {
    const child = await startProcess(
      ...sh('while read line; do echo "got $line"; done; echo bye >&2; exit 4'),
      {
        cwd: '/',
        env,
      },
    );
    try {
      await child.writeLine('a');
      expect((await child.lines.next()).value).toBe('got a');
      child.closeInput();
      expect((await child.lines.next()).done).toBe(true);
      expect(await child.exited).toEqual({ exitCode: 4, signal: undefined });
      expect(child.stderrTail()).toBe('bye\n');
      await expect(child.writeLine('late')).rejects.toThrow();
    } finally {
      await child.stop();
    }
  });

  it('is stopped with its group, twice if need be, while somebody reads', async () => {
    const child = await startProcess(
      ...sh('(trap "" TERM; sleep 30) & echo $!; trap "" TERM; sleep 30; sleep 30'),
      {
        cwd: '/',
        env,
      },
    );
    const inner = Number((await child.lines.next()).value);
    const reading = child.lines.next();
    await Promise.all([child.stop(100), child.stop(100)]);
    expect((await reading).done).toBe(true);
    expect(isGroupAlive(child.pid)).toBe(false);
    expect(await isGone(inner)).toBe(true);
    expect((await child.exited).exitCode).toBeUndefined();
    await child.stop();
  });

  it('ends its lines also when a daemon holds the output', async () => {
    const child = await startProcess(...sh('setsid sleep 6 & echo one'), { cwd: '/', env });
    expect((await child.lines.next()).value).toBe('one');
    await child.exited.catch(() => undefined);
    const from = performance.now();
    const reading = child.lines.next();
    await child.stop();
    expect((await reading).done).toBe(true);
    expect(performance.now() - from).toBeLessThan(5_000);
  });

  it('tells how it ended before its output was read', async () => {
    const child = await startProcess(...sh('echo unread; kill -9 $$'), { cwd: '/', env });
    expect(await child.exited).toEqual({ exitCode: undefined, signal: 'SIGKILL' });
    expect((await child.lines.next()).value).toBe('unread');
    await child.stop();
  });

  it('says so when there is no such command', async () => {
    const missing = startProcess('maestro-no-such-command', [], { cwd: '/', env });
    await expect(missing).rejects.toMatchObject({ code: 'process.not-found' });
  });
});

describe.skipIf(process.platform === 'win32')('process groups', () => {
  it('that are gone are no error', async () => {
    const child = await startProcess('true', [], { cwd: '/', env });
    await child.exited;
    expect(await isGone(child.pid)).toBe(true);
    expect(killGroup(child.pid, 'SIGTERM')).toBe(false);
    expect(isGroupAlive(child.pid)).toBe(false);
    await endGroup(child.pid, 10);
  });
});

describe.skipIf(process.platform === 'win32')('startDetached', () => {
  it('starts a process of its own session, with its input, its log and its environment', async () => {
    const dir = await tempDir();
    const logFile = join(dir, 'logs', 'x.log');
    const pid = await startDetached('sh', ['-c', 'cat; echo $SECRET; ps -o sid= -p $$; echo oops >&2'], {
      cwd: dir,
      env: { ...env, SECRET: 'env' },
      logFile,
      input: 'from stdin\n',
    });
    expect(await isGone(pid)).toBe(true);
    const [line, secret, session, error] = (await readFile(logFile, 'utf8'))
      .split('\n')
      .map((text) => text.trim());
    expect([line, secret, error]).toEqual(['from stdin', 'env', 'oops']);
    expect(Number(session)).toBe(pid);
  });

  it('says so when there is no such command', async () => {
    const dir = await tempDir();
    const missing = startDetached('maestro-no-such-command', [], {
      cwd: dir,
      env,
      logFile: join(dir, 'l'),
      input: '',
    });
    await expect(missing).rejects.toMatchObject({ code: 'process.not-found' });
  });

  it('is not stopped by a process that does not read its input', async () => {
    const dir = await tempDir();
    const pid = await startDetached('true', [], {
      cwd: dir,
      env,
      logFile: join(dir, 'l'),
      input: 'x'.repeat(500_000),
    });
    expect(await isGone(pid)).toBe(true);
  });
});
