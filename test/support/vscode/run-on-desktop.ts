import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { root } from '../../../scripts/lib/install.mjs';
import { startForge } from '../../../src/rehearsal/forge/forge.ts';
import type { Counts } from './run-in-host.ts';
import { makeWorld, runFolder } from './world.ts';

/**
 * Runs a suite in a desktop VS Code: the one named by MAESTRO_TEST_VSCODE, else the current stable one, downloaded. For
 * machines with a display and the internet; the same suite runs everywhere by `run-in-host.ts`.
 */
export async function runInHost(suite: string): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), 'maestro-test-desktop-'));
  const forge = await startForge({ root: join(folder, 'forge'), forkDelayMs: 50 });
  try {
    const world = await makeWorld(forge, folder, 0);
    const results = join(folder, 'results.json');
    const data = join(folder, 'data');
    await mkdir(join(data, 'User'), { recursive: true });
    await writeFile(
      join(data, 'User/settings.json'),
      JSON.stringify({ 'github-enterprise.uri': forge.url, 'telemetry.telemetryLevel': 'off' }),
    );
    const named = process.env.MAESTRO_TEST_VSCODE;
    const exitCode = await runTests({
      ...(named ? { vscodeExecutablePath: named } : {}),
      extensionDevelopmentPath: [root, join(root, 'scripts/lib/fake-sign-in')],
      extensionTestsPath: suite,
      extensionTestsEnv: { ...world.env, MAESTRO_FAKE_SIGNED_IN: '1', MAESTRO_TEST_RESULTS: results },
      launchArgs: [
        await runFolder(folder, 'workspace'),
        ...['--user-data-dir', data, '--extensions-dir', join(folder, 'extensions')],
        ...['--disable-extension', 'vscode.github-authentication', '--disable-workspace-trust'],
      ],
    }).catch(() => 1);
    const counts = JSON.parse(await readFile(results, 'utf8')) as Counts;
    return exitCode === 0 ? counts : { ...counts, failed: Math.max(1, counts.failed) };
  } finally {
    await forge.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
