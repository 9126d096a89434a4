import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { root } from '../../../scripts/lib/install.mjs';
import { startForge } from '../../../src/rehearsal/forge/forge.ts';
import { type Outcome, readOutcomes } from './outcomes.ts';
import { makeWorld, runFolder } from './world.ts';

/**
 * Runs a suite in a desktop VS Code: the one named by MAESTRO_TEST_VSCODE, else the current stable one, downloaded. For
 * machines with a display and the internet; the same suite runs everywhere by `run-in-host.ts`.
 * @param suite absolute path of the suite's bundle (a CommonJS module with `run()`).
 */
export async function runOnDesktop(suite: string): Promise<Outcome[]> {
  const folder = await mkdtemp(join(tmpdir(), 'maestro-test-desktop-'));
  const forge = await startForge({ root: join(folder, 'forge'), forkDelayMs: 50 });
  try {
    const world = await makeWorld(forge, folder);
    const results = join(folder, 'results.jsonl');
    const data = join(folder, 'data');
    await mkdir(join(data, 'User'), { recursive: true });
    const settings = { ...world.settings, 'telemetry.telemetryLevel': 'off' };
    await writeFile(join(data, 'User/settings.json'), JSON.stringify(settings));
    const named = process.env.MAESTRO_TEST_VSCODE;
    const { token, login } = world.user;
    const ended = await runTests({
      ...(named ? { vscodeExecutablePath: named } : {}),
      extensionDevelopmentPath: [root, join(root, 'scripts/lib/fake-sign-in')],
      extensionTestsPath: suite,
      extensionTestsEnv: {
        MAESTRO_TEST_RESULTS: results,
        MAESTRO_FAKE_TOKEN: token,
        MAESTRO_FAKE_LOGIN: login,
        MAESTRO_FAKE_SIGNED_IN: '1',
        GIT_CONFIG_NOSYSTEM: '1',
      },
      launchArgs: [
        await runFolder(folder, 'workspace'),
        ...['--user-data-dir', data, '--extensions-dir', join(folder, 'extensions')],
        ...['--disable-extension', 'vscode.github-authentication', '--disable-workspace-trust'],
      ],
    }).catch((error: unknown) => error);
    const { outcomes, isWhole } = readOutcomes(results);
    const error = `It ended with ${String(ended)}.`;
    return isWhole
      ? outcomes
      : [...outcomes, { titles: ['the suite', 'comes to its end'], state: 'failed', error }];
  } finally {
    await forge.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
