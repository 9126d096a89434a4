import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startProcess } from '../../../src/platform/process/run.ts';
import { oneIn } from '../../support/one-in.ts';
import { CLI, newcomer } from './support.ts';

/** The first is in every run, the others in one of two, all in `npm run test:more`. */
const drawn = oneIn(2);

describe('maestro rehearse', () => {
  it('runs the bundled sample to a pull request whose tests pass, and leaves nothing', async () => {
    const me = await newcomer();
    const { exitCode, stdout, stderr } = await me.maestro('rehearse');
    expect(exitCode, stderr + stdout).toBe(0);
    expect(stdout).toContain('Scripted (rehearsal, no model)');
    expect(stdout).toContain('6 failures of 8 before, 0 failures of 8 after');
    expect(stdout).toContain('ready for review');
    expect(await readdir(me.temporary)).toEqual([]);
    expect(await readdir(me.home)).toEqual([]);
  });

  drawn('rehearses a plain folder with documents of its own, without a script for the agent', async () => {
    const me = await newcomer();
    const project = join(me.home, 'my project');
    await mkdir(join(project, 'auto-run'), { recursive: true });
    await writeFile(join(project, 'README.md'), '# Mine\n');
    await writeFile(join(project, 'auto-run/first.md'), '# First\n\n- [ ] Say hello\n');
    const { exitCode, stdout, stderr } = await me.maestro('rehearse', project);
    expect(exitCode, stderr + stdout).toBe(0);
    expect(stdout).toContain('REHEARSAL.md');
  });

  drawn('leaves nothing of a forge that was served, whatever ends it', async () => {
    const me = await newcomer();
    const live = await startProcess(process.execPath, [CLI, 'rehearse', '--serve'], {
      cwd: me.home,
      env: me.env,
    });
    try {
      const told: string[] = [];
      for await (const line of live.lines) {
        told.push(line);
        if (line.startsWith('export GITHUB_TOKEN=')) break;
      }
      expect(told[0]).toMatch(/^# The forge is at http:/);
      expect(await readdir(me.temporary)).toHaveLength(1);
      process.kill(live.pid, 'SIGTERM');
      expect(await live.exited).toEqual({ exitCode: 0, signal: undefined });
      expect(await readdir(me.temporary)).toEqual([]);
    } finally {
      await live.stop();
    }
  });

  drawn('leaves nothing when its reader goes away', async () => {
    const me = await newcomer();
    const child = spawn(process.execPath, [CLI, 'rehearse'], { cwd: me.home, env: me.env });
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(await readdir(me.temporary)).toEqual([]);
  });

  it('says what is missing', async () => {
    const me = await newcomer();
    const { exitCode, stderr } = await me.maestro('rehearse', me.home);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('[rehearse.no-documents]');
    const none = await me.maestro('rehearse', join(me.home, 'nowhere'));
    expect(none.stderr).toContain('[rehearse.no-repository]');
  });
});
