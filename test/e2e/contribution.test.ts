import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.mjs';
import { root } from '../../scripts/lib/install.mjs';
import type { Contribution } from '../../src/symphony/contribution.ts';
import { listContributions } from '../../src/symphony/contributions.ts';
import { homeFrom } from '../../src/platform/paths.ts';
import { type CheckedForge, startCheckedForge } from '../support/contract/checked-forge.ts';
import {
  type Editor,
  packExtension,
  setTheme,
  startEditor,
  TRUST_SIGN_IN,
} from '../support/vscode/editor.ts';
import { Workbench } from '../support/vscode/workbench.ts';
import { makeWorld, runFolder, type World } from '../support/vscode/world.ts';

const PICTURES = join(root, '.maestro-test/pictures');
/** Milliseconds per task: a run that lasts long enough to reload a window in its middle. */
const PACE = 4_000;

describe('a contribution in real windows', () => {
  let folder: string;
  let forge: CheckedForge;
  let world: World;
  let editor: Editor;
  let browser: Browser;
  let context: BrowserContext;
  let first: Workbench;
  let clone: Workbench;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'maestro-test-e2e-'));
    forge = await startCheckedForge({ root: join(folder, 'forge') });
    world = await makeWorld(forge, folder, PACE);
    editor = await startEditor(world, {
      run: await runFolder(folder, 'editor'),
      extension: await packExtension(join(folder, 'extension')),
      signedIn: false,
    });
    browser = await launchBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.addInitScript(TRUST_SIGN_IN);
    await mkdir(PICTURES, { recursive: true });
    const page = await context.newPage();
    await page.goto(`${editor.url}/?folder=${encodeURIComponent(await runFolder(folder, 'workspace'))}`);
    first = new Workbench(page);
  });

  afterAll(async () => {
    await browser?.close();
    await editor?.stop();
    await forge?.stop();
    if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  // One story: after a failure there is nothing to go on from.
  let isBroken = false;
  beforeEach(({ skip }) => skip(isBroken, 'the story broke before'));
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    isBroken = true;
    for (const [at, page] of context.pages().entries()) await picture(page, `failed-${at}`);
  });

  const picture = (page: Page, name: string) => page.screenshot({ path: join(PICTURES, `${name}.png`) });

  async function contribution(): Promise<Contribution> {
    const { contributions } = await listContributions(homeFrom({ MAESTRO_HOME: world.home }));
    const [newest] = contributions;
    if (!newest) throw new Error('There is no contribution.');
    return newest;
  }

  it('starts in less than 50 ms of our own time', async () => {
    const times: number[] = [];
    // A machine that is busy with something else proves nothing: the best of four counts.
    for (let round = 0; round < 4 && !times.some((ms) => ms < 50); round++) {
      if (round > 0) await first.page.reload();
      times.push(await first.activationMs());
    }
    console.log(`activation of the extension: ${times.join(', ')} ms`);
    expect(Math.min(...times)).toBeLessThan(50);
  });

  it('lists the projects while signed out, and signs in', async () => {
    await first.openView();
    await first.row('Text Kit').waitFor();
    await first.row('Sign in to GitHub').click();
    await first.dialog.getByRole('button', { name: 'Allow' }).click();
    await first.row('Sign in to GitHub').waitFor({ state: 'detached' });
  });

  it('starts from an issue, with the agent, name and folder chosen and the preview read', async () => {
    await first.row('Text Kit').click();
    const issue = first.row('#1 Put the text helpers in order');
    await issue.hover();
    await picture(first.page, 'projects');
    await issue.getByRole('button', { name: 'Start Symphony' }).click();
    await first.answer('Choose the agent', 'Scripted');
    await first.answer('What to call this');
    await first.answer('Choose the folder', 'textkit');
    await first.page
      .locator('.quick-input-widget input.input[placeholder*="Read what will be done"]')
      .waitFor();
    await picture(first.page, 'start');
    const [next] = await Promise.all([
      context.waitForEvent('page', { timeout: 60_000 }),
      first.answer('Read what will be done', 'Claim the issue and start'),
    ]);
    clone = new Workbench(next);
  });

  it('shows the run in the clone’s own window: terminal and status bar', async () => {
    const { clone: made } = await contribution();
    expect(clone.page.url()).toContain(encodeURIComponent(made?.dir ?? '?').replaceAll('%2F', '/'));
    await clone.status.filter({ hasText: /Symphony \d\/7 running/ }).waitFor({ timeout: 60_000 });
    await clone.terminal.filter({ hasText: /task +\d\/7/ }).waitFor({ timeout: 30_000 });
    await picture(clone.page, 'run');
  });

  it('survives the reload of its window: the run goes on, terminal and status bar come back', async () => {
    const before = await contribution();
    expect(before.state).toBe('running');
    await clone.page.reload();
    await clone.status.filter({ hasText: 'running' }).waitFor({ timeout: 60_000 });
    await clone.terminal.filter({ hasText: /task +\d\/7/ }).waitFor({ timeout: 30_000 });
    const after = await contribution();
    expect(after.state).toBe('running');
    expect(after.engine).toEqual(before.engine);
    expect(await clone.terminalTabs.filter({ hasText: 'Symphony' }).count()).toBe(1);
  });

  it('offers what can be done from the status bar', async () => {
    await clone.status.click();
    await clone.choice('Pause').waitFor();
    await picture(clone.page, 'actions');
    await clone.page.keyboard.press('Escape');
  });

  it('finalizes after the diff was shown, and the pull request is ready', async () => {
    const done = clone.notification('The run is done: 7 of 7 tasks');
    await done.waitFor({ timeout: 60_000 });
    await done.getByRole('button', { name: 'Finalize…' }).click();
    await clone.openView();
    await clone.row('Text Kit').click();
    await clone.page.mouse.move(700, 300);
    const question = clone.notification('Hand pull request');
    await question.waitFor();
    await clone.page.locator('.multiDiffEntry, .multi-diff-editor, .monaco-diff-editor').first().waitFor();
    await picture(clone.page, 'finalize');
    await question.getByRole('button', { name: 'Hand Over' }).click();
    await clone.status.filter({ hasText: 'ready for review' }).waitFor({ timeout: 30_000 });
    const [pull] = forge.repository('tidy/textkit').pulls;
    expect(pull?.draft).toBe(false);
    expect(pull?.title).not.toContain('[WIP]');
  });

  it('shows the state in the first window’s tree', async () => {
    await first
      .row('#1 Put the text helpers in order')
      .filter({ hasText: 'yours: ready for review 7/7' })
      .waitFor();
  });

  it('cancels another one from the palette, and gives the issue back', async () => {
    await first.row('#2 Say what a word is').hover();
    await first.row('#2 Say what a word is').getByRole('button', { name: 'Start Symphony' }).click();
    await first.answer('Choose the agent', 'Scripted');
    await first.answer('What to call this');
    await first.answer('Choose the folder', 'textkit');
    await first.page
      .locator('.quick-input-widget input.input[placeholder*="Read what will be done"]')
      .waitFor();
    const [next] = await Promise.all([
      context.waitForEvent('page', { timeout: 60_000 }),
      first.answer('Read what will be done', 'Claim the issue and start'),
    ]);
    const { id, clone: made } = await contribution();
    // The first one's clone is still in use until its pull request is merged.
    expect(made?.dir).toMatch(/tidy-textkit-2$/);
    await next.close();
    await first.row('#2 Say what a word is').filter({ hasText: 'yours' }).waitFor();
    await first.command('Maestro: Cancel Contribution');
    await first.choice('Symphony: tidy/textkit #2').waitFor();
    await first.page.keyboard.press('Enter');
    await first.dialog.getByRole('button', { name: 'Cancel and Delete Clone' }).click();
    await first.row('#2 Say what a word is').filter({ hasText: 'available' }).waitFor({ timeout: 60_000 });
    expect((await contribution()).id).toBe(id);
    expect((await contribution()).state).toBe('cancelled');
    expect(forge.repository('tidy/textkit').pulls.filter(({ state }) => state === 'open')).toHaveLength(1);
  });

  it('shows the stats', async () => {
    await first.command('Maestro: Show Stats');
    const panel = await first.webview('h1:text-is("Symphony Stats")');
    expect(await panel.locator('.tile', { hasText: 'Contributions' }).locator('strong').textContent()).toBe(
      '2',
    );
    await panel.locator('tbody th', { hasText: 'tidy/textkit #1' }).waitFor();
    // From the keyboard alone: the first stop is the button, and it answers.
    await panel.locator('vscode-button', { hasText: 'Refresh' }).press('Enter');
    await panel.locator('h1').waitFor();
    await picture(first.page, 'stats');
  });

  it.each([
    ['light', 'Default Light Modern', 'vs'],
    ['contrast', 'Default High Contrast', 'hc-black'],
  ])('looks right in %s colours, with the panel still there after a reload', async (name, theme, mark) => {
    await setTheme(editor, theme);
    // Both at once: a reload is mostly waiting.
    await Promise.all([first.reload(), clone.page.reload()]);
    await first.page.locator(`.monaco-workbench.${mark}`).waitFor();
    await first.webview('tbody th');
    await picture(first.page, `stats-${name}`);
    await clone.page.locator(`.monaco-workbench.${mark}`).waitFor();
    await clone.status.filter({ hasText: 'ready for review' }).waitFor();
    await clone.rows.first().waitFor();
    await picture(clone.page, `clone-${name}`);
  });
});
