import { expect, test } from 'vitest';
import { ProbeOutput } from '../../../src/cli/json.ts';
import { codexHome } from '../../support/codex-home.ts';
import { fakeModel } from '../../support/fake-model.ts';
import { tempDir } from '../../support/temp.ts';
import { newcomer } from './support.ts';

test('the probe of the real Codex: every check and PROBE_OK', async () => {
  const model = await fakeModel(({ results }) =>
    results[0] === undefined
      ? { tool: 'maestro_probe', input: {} }
      : { say: /maestro-[0-9a-f]{8}/.exec(results[0])?.[0] ?? '' },
  );
  const me = await newcomer((await codexHome(model.baseUrl)).env);
  const { stdout, stderr, exitCode } = await me.maestro('protocol', 'probe', '--listen', 'stdio://');
  expect(stderr).toBe('');
  expect(stdout.match(/^✓ /gm)).toHaveLength(5);
  expect(stdout).toMatch(/\nPROBE_OK Codex 0\.169\.0, stdio:\/\/\n$/);
  expect(exitCode).toBe(0);
});

test('the probe without Codex: the check that failed, and what to do', async () => {
  const me = await newcomer({ PATH: await tempDir() });
  const { stdout, stderr, exitCode } = await me.maestro('protocol', 'probe');
  expect(stdout).toMatch(/^✗ Codex is installed: failed\n(?:– .*: not tried\n){4}PROBE_FAILED installed\n$/);
  expect(stderr).toContain('[probe.no-codex]\n      Install it with "npm install -g @openai/codex@latest"');
  expect(exitCode).toBe(1);
  expect(ProbeOutput.parse(await me.json(1, 'protocol', 'probe'))).toMatchObject({
    ok: false,
    command: null,
  });
  const other = await me.maestro('protocol', 'probe', '--listen', 'ws://127.0.0.1:1');
  expect(`${other.exitCode} ${other.stderr}`).toContain("2 error option '--listen <transport>'");
});
