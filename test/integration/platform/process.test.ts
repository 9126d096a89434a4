import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isProcessAlive } from '../../../src/platform/lock.ts';
import { startDetached } from '../../../src/platform/process/detach.ts';
import { endGroup, isGroupAlive, killGroup } from '../../../src/platform/process/kill.ts';
import { run, startProcess } from '../../../src/platform/process/run.ts';
import { HANG_MS, reached } from '../../support/limits.ts';
import { tempDir } from '../../support/temp.ts';
import { eventually } from '../../support/waits.ts';

const env = { PATH: process.env.PATH };
const sh = (script: string): [string, string[]] => ['sh', ['-c', script]];

/** Waits until a process is gone. */
async function isGone(pid: number): Promise<boolean> {
  await eventually(() => !isProcessAlive(pid), `the end of process ${pid}`);
  return true;
}

describe.skipIf(process.platform === 'win32')('run', () => {
  it('gives exit code and output, with exactly the environment and the input that it got', async () => {
    const dir = await realpath(await tempDir());
    const result = await run(...sh('cat; env | grep -c SECRET; pwd; echo err >&2; exit 3'), {
      cwd: dir,
      env: { ...env, SECRET: 'x' },
      timeoutMs: HANG_MS,
      input: 'in\n',
    });
    expect(result).toEqual({ exitCode: 3, stdout: `in\n1\n${dir}\n`, stderr: 'err\n', timedOut: false });
    process.env.MAESTRO_TEST_LEAK = 'x';
    const { stdout } = await run('env', [], { env, timeoutMs: HANG_MS });
    delete process.env.MAESTRO_TEST_LEAK;
    expect(stdout).not.toContain('LEAK');
  });

  it('says so when there is no such command or folder', async () => {
    const missing = run('maestro-no-such-command', [], { env, timeoutMs: HANG_MS });
    await expect(missing).rejects.toMatchObject({ code: 'process.not-found' });
    const nowhere = run('true', [], { cwd: '/no/such/folder', env, timeoutMs: HANG_MS });
    await expect(nowhere).rejects.toMatchObject({ code: 'process.not-found' });
  });

  it('ends a command and its children at the time limit, also when they ignore SIGTERM', async () => {
    const marks = join(await tempDir(), 'pids');
    // The limit may be reached before they are there. Then there is nothing to see yet, and it is longer the next time.
    for (let timeoutMs = 200; ; timeoutMs *= 2) {
      const script = `trap "" TERM; (trap "" TERM; sleep 3000) & echo $! $$; echo > ${marks}; wait; sleep 3000`;
      const result = await run(...sh(script), { env, timeoutMs: reached(timeoutMs), graceMs: reached(200) });
      expect(result.timedOut).toBe(true);
      // No exit code: as it ignores SIGTERM, SIGKILL has ended it.
      expect(result.exitCode).toBeUndefined();
      if (!existsSync(marks)) continue;
      const pids = result.stdout.trim().split(' ').map(Number);
      expect(pids).toHaveLength(2);
      expect(pids.filter(isProcessAlive)).toEqual([]);
      return;
    }
  });

  it('ends them when it is cancelled, and throws the reason', async () => {
    const stop = new AbortController();
    const path = join(await tempDir(), 'pid');
    const running = run(...sh(`echo $$ > ${path}.new; mv ${path}.new ${path}; sleep 3000`), {
      env,
      timeoutMs: HANG_MS,
      signal: stop.signal,
    });
    const failed = expect(running).rejects.toThrow('enough');
    await eventually(() => existsSync(path), 'its start');
    stop.abort(new Error('enough'));
    await failed;
    expect(await isGone(Number(await readFile(path, 'utf8')))).toBe(true);
    await expect(run('true', [], { env, timeoutMs: HANG_MS, signal: stop.signal })).rejects.toThrow('enough');
  });

  it('does not wait for what the command left behind, and ends it', async () => {
    // Whoever waited for it would reach the limit.
    const result = await run(...sh('sleep 3000000 & echo $!'), { env, timeoutMs: HANG_MS });
    expect(result).toMatchObject({ exitCode: 0, timedOut: false });
    expect(await isGone(Number(result.stdout))).toBe(true);
  });

  it('does not wait for a daemon that keeps the output open', async () => {
    const daemon = `setsid sh -c 'echo $$ > pid.new; mv pid.new pid; exec sleep 3000000' &`;
    const dir = await tempDir();
    const result = await run(...sh(`${daemon} until [ -e pid ]; do sleep 0.02; done; echo done`), {
      cwd: dir,
      env,
      timeoutMs: HANG_MS,
    });
    expect(result).toMatchObject({ exitCode: 0, stdout: 'done\n', timedOut: false });
    const pid = Number(await readFile(join(dir, 'pid'), 'utf8'));
    expect(isProcessAlive(pid), 'it is still there').toBe(true);
    process.kill(pid, 'SIGKILL');
  });

  it('loses no output of a command that writes a lot and ends', async () => {
    const { stdout } = await run(...sh("head -c 8000000 /dev/zero | tr '\\0' x"), {
      env,
      timeoutMs: HANG_MS,
    });
    expect(stdout.length).toBe(8_000_000);
  });

  it('survives a command that does not read its input', async () => {
    const result = await run('true', [], { env, timeoutMs: HANG_MS, input: 'x'.repeat(1_000_000) });
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
    await Promise.all([child.stop(reached(100)), child.stop(reached(100))]);
    expect((await reading).done).toBe(true);
    expect(isGroupAlive(child.pid)).toBe(false);
    expect(await isGone(inner)).toBe(true);
    expect((await child.exited).exitCode).toBeUndefined();
    await child.stop();
  });

  it('ends its lines also when a daemon holds the output', async () => {
    const child = await startProcess(...sh("setsid sh -c 'echo $$; exec sleep 3000000' & wait"), {
      cwd: '/',
      env,
    });
    const pid = Number((await child.lines.next()).value);
    const reading = child.lines.next();
    await child.stop();
    expect((await reading).done).toBe(true);
    expect(isProcessAlive(pid), 'it is still there').toBe(true);
    process.kill(pid, 'SIGKILL');
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
    await endGroup(child.pid, reached(10));
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
