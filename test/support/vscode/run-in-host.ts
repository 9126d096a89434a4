import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';
import { launchBrowser } from '../../../scripts/lib/browser.mjs';
import { root } from '../../../scripts/lib/install.mjs';
import { startForge } from '../../../src/rehearsal/forge/forge.ts';
import { type Editor, startEditor, TRUST_SIGN_IN } from './editor.ts';
import { makeWorld, runFolder, type World } from './world.ts';

/** How many tests there were. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

// What the workbench says about itself (it runs without its native log module); a test's own output never begins like this.
const NOISE =
  /^(Resolv|Creating a socket|\[reconnection-grace|\[Service Worker|\[AgentHost|\[AccountPolicy|Updating additional|Ignoring fetching|Error: Could not locate the bindings file|(Error: )?Cannot find module '.\/build\/Release|\[maestro-test\.fake-sign-in\])/;

/**
 * Runs a suite inside the extension host of a real editor and returns its counts.
 * @param suite absolute path of the suite's bundle (a CommonJS module with `run()`).
 */
export async function runInHost(suite: string, limitMs: number): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), 'maestro-test-host-'));
  const forge = await startForge({ root: join(folder, 'forge'), forkDelayMs: 50 });
  try {
    const world = await makeWorld(forge, folder, 0);
    const results = join(folder, 'results.json');
    const exitCode = await inEditor(world, folder, suite, results, limitMs);
    const counts = JSON.parse(await readFile(results, 'utf8')) as Counts;
    return exitCode === 0 ? counts : { ...counts, failed: Math.max(1, counts.failed) };
  } finally {
    await forge.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function inEditor(
  world: World,
  folder: string,
  suite: string,
  results: string,
  limitMs: number,
): Promise<number> {
  const editor = await startEditor(world, {
    run: await runFolder(folder, 'editor'),
    signedIn: true,
    env: { MAESTRO_TEST_RESULTS: results },
    args: ['--vscode-option', 'enable-smoke-test-driver'],
  });
  const browser = await launchBrowser();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    await context.addInitScript(TRUST_SIGN_IN);
    const page = await context.newPage();
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      const line = format(...args);
      if (!NOISE.test(line)) (type === 'error' ? process.stderr : process.stdout).write(`${line}\n`);
    });
    const exited = new Promise<number>((resolve) => {
      void page.exposeFunction('codeAutomationExit', resolve);
    });
    const limit = new Promise<never>((_resolve, reject) => {
      setTimeout(
        () => reject(new Error(`The suite did not end within ${limitMs / 1_000} s.`)),
        limitMs,
      ).unref();
    });
    // Only begun here: the page counts as loaded when the suite is over, or never.
    await page.goto(await address(editor, folder, suite), { waitUntil: 'commit' });
    return await Promise.race([exited, limit]);
  } catch (error) {
    for (const [at, page] of context.pages().entries())
      await page.screenshot({ path: join(root, `.maestro-test/pictures/in-host-failed-${at}.png`) });
    throw error;
  } finally {
    await browser.close();
    await editor.stop();
  }
}

async function address(editor: Editor, folder: string, suite: string): Promise<string> {
  const remote = (path: string): string => `vscode-remote://${editor.host}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(root)],
    ['extensionTestsPath', remote(suite)],
  ];
  const workspace = await runFolder(folder, 'workspace');
  const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) });
  return `${editor.url}/?${query.toString()}`;
}
