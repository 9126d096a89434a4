import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject } from 'vitest';
import { root } from '../../scripts/lib/install.mjs';
import { homeFrom } from '../../src/platform/paths.ts';
import type { Contribution } from '../../src/symphony/contribution.ts';
import { listContributions } from '../../src/symphony/contributions.ts';
import { filesBelow, leaksIn, makeSpyAgent, planted, seenBySpy } from '../support/spy-agent.ts';
import { story } from '../support/story.ts';
import { setTheme } from '../support/vscode/editor.ts';
import { type Scene, startScene } from '../support/vscode/scene.ts';
import type { Workbench } from '../support/vscode/workbench.ts';

const PICTURES = join(root, '.maestro-test/pictures');

describe('a contribution in real windows', () => {
  const step = story();
  let scene: Scene;
  let first: Workbench;
  let clone: Workbench;

  const { editor } = inject('sharedEditor');
  const secret = planted('in the editor');

  beforeAll(async () => {
    await makeSpyAgent(editor.bin);
    scene = await startScene(inject('sharedEditor'), {
      signedIn: false,
      // There is a run to look at until this test lets it go on.
      waitsFor: 'go',
      settings: { 'maestro-test.secret': secret },
    });
    await mkdir(PICTURES, { recursive: true });
    first = await scene.open();
  });

  afterAll(async () => {
    await scene?.stop();
    // The next file's windows find no such agent.
    await rm(join(editor.bin, 'claude'), { force: true });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    for (const [at, page] of scene.context.pages().entries())
      await picture(page, `failed-${task.name.replaceAll(/\W+/g, '-').slice(0, 40)}-${at}`);
  });

  const picture = (page: Page, name: string) => page.screenshot({ path: join(PICTURES, `${name}.png`) });

  async function contribution(): Promise<Contribution> {
    const { contributions } = await listContributions(homeFrom({ MAESTRO_HOME: scene.world.home }));
    const [newest] = contributions;
    if (!newest) throw new Error('There is no contribution.');
    return newest;
  }

  step('sign-in', 'lists the projects while signed out, and signs in', [], async () => {
    await first.openView();
    await first.row('Text Kit').waitFor();
    await first.row('Sign in to GitHub').click();
    await first.dialog.getByRole('button', { name: 'Allow' }).click();
    await first.row('Sign in to GitHub').waitFor({ state: 'detached' });
  });

  step(
    'claim',
    'starts from an issue, with the agent, name and folder chosen and the preview read',
    ['sign-in'],
    async () => {
      await first.row('Text Kit').click();
      const issue = first.row('#1 Put the text helpers in order');
      await issue.hover();
      await picture(first.page, 'projects');
      const claim = await first.start(issue, { agent: 'Scripted', folder: 'textkit' });
      await picture(first.page, 'start');
      clone = await claim();
    },
  );

  step('run', 'shows the run in the clone’s own window: terminal and status bar', ['claim'], async () => {
    const { clone: made } = await contribution();
    expect(clone.page.url()).toContain(encodeURIComponent(made?.dir ?? '?').replaceAll('%2F', '/'));
    await clone.status.filter({ hasText: /Symphony \d\/7 running/ }).waitFor();
    await clone.terminal.filter({ hasText: /task +\d\/7/ }).waitFor();
    await picture(clone.page, 'run');
  });

  step(
    'reload',
    'survives the reload of its window: the run goes on, terminal and status bar come back',
    ['claim'],
    async () => {
      const before = await contribution();
      expect(before.state).toBe('running');
      await clone.page.reload();
      await clone.status.filter({ hasText: 'running' }).waitFor();
      await clone.terminal.filter({ hasText: /task +\d\/7/ }).waitFor();
      const after = await contribution();
      expect(after.state).toBe('running');
      expect(after.engine).toEqual(before.engine);
      expect(await clone.terminalTabs.filter({ hasText: 'Symphony' }).count()).toBe(1);
    },
  );

  step('actions', 'offers what can be done from the status bar', ['claim'], async () => {
    await clone.doUntil(() => clone.status.click(), clone.choice('Pause'));
    await picture(clone.page, 'actions');
    await clone.page.keyboard.press('Escape');
  });

  step(
    'finalize',
    'finalizes after the diff was shown, and the pull request is ready',
    ['claim'],
    async () => {
      const { clone: made } = await contribution();
      await writeFile(join(made?.dir ?? '?', '.maestro/go'), '');
      await clone.status.filter({ hasText: '7/7 ready to finalize' }).waitFor();
      await clone.answerNotification('The run is done: 7 of 7 tasks', 'Finalize…');
      const question = clone.question('Hand pull request');
      await question.waitFor();
      await clone.page.locator('.multiDiffEntry, .multi-diff-editor, .monaco-diff-editor').first().waitFor();
      // It stays whatever else is looked at.
      await clone.openView();
      await clone.row('Text Kit').click();
      await clone.page.mouse.move(700, 300);
      await question.waitFor();
      await picture(clone.page, 'finalize');
      await clone.choice('Hand Over').click();
      await clone.status.filter({ hasText: 'ready for review' }).waitFor();
      const [pull] = scene.forge.repository('tidy/textkit').pulls;
      expect(pull?.draft).toBe(false);
      expect(pull?.title).not.toContain('[WIP]');
    },
  );

  step('tree', 'shows the state in the first window’s tree', ['finalize'], async () => {
    await first
      .row('#1 Put the text helpers in order')
      .filter({ hasText: 'yours: ready for review 7/7' })
      .waitFor();
  });

  step('other', 'runs another one by an agent that must see no secret of the editor', ['claim'], async () => {
    const claim = await first.start(first.row('#2 Say what a word is'), {
      agent: 'Claude',
      folder: 'textkit',
    });
    const next = await claim();
    const { clone: made } = await contribution();
    // The first one's clone is still in use until its pull request is merged.
    expect(made?.dir).toMatch(/tidy-textkit-2$/);
    await next.status.filter({ hasText: 'ready to finalize' }).waitFor();
    await next.page.close();

    const seen = await seenBySpy(editor.bin);
    expect(seen.length).toBeGreaterThan(2);
    const secrets = {
      'the sign-in': scene.world.user.token,
      'a secret': secret,
      'a variable': editor.token,
    };
    const everywhere = [
      // The editor itself was started with its variable, and shows it to everybody.
      ...seen.map(
        ([where, text]) =>
          [where, where.includes('/environs.') ? text.replaceAll(editor.token, '') : text] as const,
      ),
      ...Object.entries(await filesBelow(scene.world.home)),
      ['the forge', JSON.stringify(scene.forge.repository('tidy/textkit'))] as const,
    ];
    expect(everywhere.flatMap(([where, text]) => leaksIn(where, text, secrets))).toEqual([]);
    // They do lie where the editor keeps such things.
    expect(JSON.stringify(await filesBelow(editor.data))).toContain(secret);
  });

  step('cancel', 'cancels it from the palette, and gives the issue back', ['other'], async () => {
    const { id } = await contribution();
    await first.row('#2 Say what a word is').filter({ hasText: 'yours' }).waitFor();
    await first.command('Maestro: Cancel Contribution');
    await first.choice('Symphony: tidy/textkit #2').waitFor();
    await first.page.keyboard.press('Enter');
    await first.dialog.getByRole('button', { name: 'Cancel and Delete Clone' }).click();
    await first.row('#2 Say what a word is').filter({ hasText: 'available' }).waitFor();
    expect((await contribution()).id).toBe(id);
    expect((await contribution()).state).toBe('cancelled');
    expect(scene.forge.repository('tidy/textkit').pulls.filter(({ state }) => state === 'open')).toHaveLength(
      1,
    );
  });

  step('stats', 'shows the stats', ['other'], async () => {
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

  step(
    'light',
    'looks right in light colours, with the panel still there after a reload',
    ['stats', 'finalize'],
    async () => {
      await setTheme(editor, 'Default Light Modern');
      await first.tabIsSaved('maestro.symphony.stats');
      // Both at once: a reload is mostly waiting.
      await Promise.all([first.reload(), clone.page.reload()]);
      await lookRight('light', 'Default Light Modern', 'vs');
    },
  );

  step('contrast', 'looks right in contrast colours', ['stats', 'finalize'], async () => {
    await lookRight('contrast', 'Default High Contrast', 'hc-black');
  });

  async function lookRight(name: string, theme: string, mark: string): Promise<void> {
    const coloured = (window: Workbench): Promise<void> =>
      // A window that has just been loaded misses a change of the settings now and then: it reads them before it watches them.
      window.doUntil(() => setTheme(editor, theme), window.page.locator(`.monaco-workbench.${mark}`));
    await coloured(first);
    await first.webview('tbody th');
    await picture(first.page, `stats-${name}`);
    await coloured(clone);
    await clone.status.filter({ hasText: 'ready for review' }).waitFor();
    await clone.rows.first().waitFor();
    await picture(clone.page, `clone-${name}`);
  }
});
