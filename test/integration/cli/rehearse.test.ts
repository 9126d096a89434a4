import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startProcess } from '../../../src/platform/process/run.ts';
import { eventually, LOOK_MS } from '../../support/eventually.ts';
import { plainGit } from '../../support/git-server.ts';
import { oneIn } from '../../support/one-in.ts';
import { processesWith } from '../../support/processes.ts';
import { CLI, newcomer } from './support.ts';

/** For what only sweeps need to see: in one run of two, and in `npm run test:more`. */
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

  it('rehearses a shallow clone with no more processes than any other', async () => {
    const me = await newcomer();
    const origin = join(me.home, 'origin');
    await mkdir(join(origin, 'docs'), { recursive: true });
    await writeFile(join(origin, 'docs/one.md'), '- [ ] Say hello\n');
    await plainGit(origin, ['init', '-q']);
    await plainGit(origin, ['add', '.']);
    await plainGit(origin, ['commit', '-qm', 'One']);
    await plainGit(origin, ['commit', '-qm', 'Two', '--allow-empty']);
    const shallow = join(me.home, 'shallow');
    await plainGit(me.home, ['clone', '-q', '--depth', '1', pathToFileURL(origin).href, shallow]);
    const rehearsing = me.maestro('rehearse', shallow, '--document', 'docs/one.md');
    let most = 0;
    let going = true;
    void rehearsing.finally(() => {
      going = false;
    });
    while (going) {
      // Not `index-pack --keep=fetch-pack…`, which belongs to one.
      const fetches = processesWith(me.temporary).filter((line) => /\bgit .* fetch( |$)/.test(line));
      most = Math.max(most, fetches.length);
      await sleep(LOOK_MS);
    }
    const { exitCode, stdout, stderr } = await rehearsing;
    expect(exitCode, stderr + stdout).toBe(0);
    // The engine's, and git's own look at it as it starts another; without end it was dozens within a second.
    expect(most).toBeLessThanOrEqual(2);
    expect(await readdir(me.temporary)).toEqual([]);
  });

  it('leaves no engine at work when it is killed', async () => {
    const me = await newcomer();
    const live = await startProcess(process.execPath, [CLI, 'rehearse'], { cwd: me.home, env: me.env });
    try {
      for await (const line of live.lines) if (line.startsWith('claim')) break;
      process.kill(live.pid, 'SIGKILL');
      await live.exited;
      await eventually(
        () => processesWith(me.temporary).length === 0,
        () => `these ended: ${processesWith(me.temporary).join('\n')}`,
      );
      const [stage = ''] = await readdir(me.temporary);
      expect(stage).toMatch(/^maestro-rehearsal-/);
    } finally {
      await live.stop();
    }
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
