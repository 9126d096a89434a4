import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newcomer } from './support.ts';

const rehearsals = async (): Promise<string[]> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('maestro-rehearsal-'));

describe('maestro rehearse --orchestrator', () => {
  it.each([
    ['linear', 'The issue REH-1: In Review'],
    ['github', 'The issue textkit-1: In Review'],
  ])('brings the sample from an issue in %s to a hand-off, and leaves nothing', async (tracker, ending) => {
    const before = await rehearsals();
    const me = await newcomer();
    const { exitCode, stdout, stderr } = await me.maestro('rehearse', '--orchestrator', '--tracker', tracker);
    expect(exitCode, stderr + stdout).toBe(0);
    expect(stdout).toContain('scripted, no model');
    expect(stdout).toContain('passed (1 command)');
    expect(stdout).toContain(ending);
    expect(stdout).toContain('open, ready for review');
    expect(stdout).toContain('export { countWords }');
    expect(await rehearsals()).toEqual(before);
    expect(await readdir(me.home)).toEqual([]);
  });

  it('rehearses a workflow of one’s own', async () => {
    const me = await newcomer();
    const project = join(me.home, 'mine');
    await mkdir(project);
    await writeFile(
      join(project, 'WORKFLOW.md'),
      '+++\nversion = 1\n[tracker]\nstartable_states = ["Ready"]\nsuccess_state = "To Review"\nfailure_state = "Ready"\n+++\nBe good.\n',
    );
    const { exitCode, stdout, stderr } = await me.maestro('rehearse', '--orchestrator', project);
    expect(exitCode, stderr + stdout).toBe(0);
    expect(stdout).toContain('The issue REH-1: To Review');
    expect(stdout).toContain('REHEARSAL.md');
    const other = await me.maestro('rehearse', '--orchestrator', project, '--tracker', 'github');
    expect(other.stderr).toContain('[rehearse.other-tracker]');
  });

  it('says what is missing', async () => {
    const me = await newcomer();
    const { exitCode, stderr } = await me.maestro('rehearse', '--orchestrator', me.home);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('[rehearse.no-workflow]');
  });
});

describe('maestro check', () => {
  it('shows what a config and a workflow come to, and no secret', async () => {
    const me = await newcomer({ MY_KEY: 'lin_secret_value' });
    const config = `id = "web"\nrepo_root = ${JSON.stringify(me.home)}\nworkspace_root = "/srv/lanes"\n[tracker]\napi_key_env_var = "MY_KEY"\n[github]\ntoken_env_var = "OTHER"\n`;
    const good = await me.piped(config, 'check', 'config', '-');
    expect(good.exitCode, good.stderr).toBe(0);
    expect(good.stdout).toContain('tracker.apiKey.isSet = true');
    expect(good.stdout).toContain('github.token.isSet = false');
    expect(good.stdout).not.toContain('lin_secret_value');
    const bad = await me.piped(
      '+++\nversion = 1\n[execution]\nmax_attemps = 2\n+++\n',
      'check',
      'workflow',
      '-',
      '--json',
    );
    expect(bad.exitCode).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({
      ok: false,
      workflow: null,
      problems: [{ code: 'workflow.unknown-key', line: 4 }],
    });
  });
});
