import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newcomer } from './support.ts';

const rehearsals = async (): Promise<string[]> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('maestro-rehearsal-'));

describe('maestro rehearse', () => {
  it('runs the bundled sample to a pull request whose tests pass, and leaves nothing', async () => {
    const before = await rehearsals();
    const me = await newcomer();
    const { exitCode, stdout, stderr } = await me.maestro('rehearse');
    expect(exitCode, stderr + stdout).toBe(0);
    expect(stdout).toContain('Scripted (rehearsal, no model)');
    expect(stdout).toContain('6 failures of 8 before, 0 failures of 8 after');
    expect(stdout).toContain('ready for review');
    expect(await rehearsals()).toEqual(before);
    expect(await readdir(me.home)).toEqual([]);
  });

  it('rehearses a plain folder with documents of its own, without a script for the agent', async () => {
    const me = await newcomer();
    const project = join(me.home, 'my project');
    await mkdir(join(project, 'auto-run'), { recursive: true });
    await writeFile(join(project, 'README.md'), '# Mine\n');
    await writeFile(join(project, 'auto-run/first.md'), '# First\n\n- [ ] Say hello\n');
    const { exitCode, stdout, stderr } = await me.maestro('rehearse', project);
    expect(exitCode, stderr + stdout).toBe(0);
    expect(stdout).toContain('REHEARSAL.md');
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
