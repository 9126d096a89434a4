import { join } from 'node:path';
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { bundleSuite } from '../../../scripts/lib/bundle-suite.mjs';
import { root } from '../../../scripts/lib/install.mjs';
import { HANG_MS } from '../limits.ts';
import { type Outcome, readOutcomes } from './outcomes.ts';
import { type Scene, startScene } from './scene.ts';
import type { SharedEditor } from './shared-editor.ts';
import { runFolder } from './world.ts';

/** The whole suite, on a machine where nothing hangs, takes a fraction of it. */
const LIMIT_MS = 4 * HANG_MS;

// What the workbench says about itself: it runs without its native log module, and asks for a GitHub account of its own while
// it starts. A test's own output never begins like this.
const NOISE =
  /^(Resolv|Creating a socket|\[reconnection-grace|\[Service Worker|\[AgentHost|\[AccountPolicy|Updating additional|Ignoring fetching|Error: Could not locate the bindings file|(Error: )?Cannot find module '.\/build\/Release|\[maestro-test\.fake-sign-in\]|Timed out waiting for authentication provider 'github' to)/;

/** Runs test/vscode inside the extension host of a window, with the extension of this checkout. */
export async function runInHost(shared: SharedEditor): Promise<Outcome[]> {
  const suite = await bundleSuite();
  const scene = await startScene(shared, { signedIn: true, page: { testDriver: true } });
  try {
    const results = join(scene.folder, 'results.jsonl');
    const page = await scene.context.newPage();
    const ended = await runSuite(page, await address(scene, suite, results));
    const { outcomes, isWhole } = readOutcomes(results);
    if (isWhole) return outcomes;
    await page.screenshot({ path: join(root, '.maestro-test/pictures/in-host-failed.png') });
    return [...outcomes, { titles: ['the suite', 'comes to its end'], state: 'failed', error: ended }];
  } finally {
    await scene.stop();
  }
}

/** Opens the page that runs the suite, and says how that ended. */
async function runSuite(page: Page, url: string): Promise<string> {
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    const line = format(...args);
    if (!NOISE.test(line)) (type === 'error' ? process.stderr : process.stdout).write(`${line}\n`);
  });
  const exited = new Promise<string>((resolve) => {
    void page.exposeFunction('codeAutomationExit', (code: number) => resolve(`It exited with ${code}.`));
  });
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`It did not end within ${LIMIT_MS / 1_000} s.`), LIMIT_MS);
  });
  try {
    // Only begun here: the page counts as loaded when the suite is over, or never.
    await page.goto(url, { waitUntil: 'commit' });
    return await Promise.race([exited, limit]);
  } finally {
    clearTimeout(timer);
  }
}

async function address({ editor, folder, world }: Scene, suite: string, results: string): Promise<string> {
  const remote = (path: string): string => `vscode-remote://${editor.host}${path}`;
  const env = {
    MAESTRO_TEST_RESULTS: results,
    MAESTRO_FAKE_TOKEN: world.user.token,
    MAESTRO_SLOWNESS: process.env.MAESTRO_SLOWNESS,
  };
  const payload = [
    ['extensionDevelopmentPath', remote(root)],
    ['extensionTestsPath', remote(suite)],
    ['extensionEnvironment', JSON.stringify(env)],
  ];
  const workspace = await runFolder(folder, 'workspace');
  const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) });
  return `${editor.url}/?${query.toString()}`;
}
