import { existsSync } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject } from 'vitest';
import { root } from '../../scripts/lib/install.mjs';
import { homeFrom } from '../../src/platform/paths.ts';
import type { Contribution } from '../../src/symphony/contribution.ts';
import { listContributions } from '../../src/symphony/contributions.ts';
import { contributionPaths } from '../../src/symphony/journal/paths.ts';
import { filesBelow, leaksIn, makeSpyAgent, planted, seenBySpy } from '../support/spy-agent.ts';
import { CLAIM, created, events, FIRST_DOCUMENT, HAND_OVER, PREPARATION } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { story } from '../support/story.ts';
import { setTheme } from '../support/vscode/editor.ts';
import { type Scene, startScene } from '../support/vscode/scene.ts';
import type { Workbench } from '../support/vscode/workbench.ts';

const PICTURES = join(root, '.maestro-test/pictures');

/** One that was merged on GitHub long ago. */
async function seedMerged(home: string): Promise<void> {
  const paths = contributionPaths(homeFrom({ MAESTRO_HOME: home }), 'abcdefgh');
  const merged = { type: 'pr_observed', state: 'merged', draft: false } as const;
  const bodies = [created(), ...CLAIM, ...PREPARATION, ...FIRST_DOCUMENT, ...HAND_OVER, merged];
  const gone = { type: 'clone_removed', dir: '/home/ada/Maestro-Symphony/octo-hello' } as const;
  await mkdir(paths.dir, { recursive: true });
  await writeFile(
    paths.journal,
    events([...bodies, gone])
      .map((event) => `${JSON.stringify(event)}\n`)
      .join(''),
  );
}

async function makeFile(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await chmod(path, 0o755);
}

describe('a contribution in real windows', () => {
  const step = story();
  let scene: Scene;
  let first: Workbench;
  let clone: Workbench;

  const { editor } = inject('sharedEditor');
  const secret = planted('in the editor');

  beforeAll(async () => {
    await makeSpyAgent(join(editor.bin, 'packed'));
    await makeFile(
      join(editor.bin, 'npm'),
      `#!/bin/sh\ncp ${editor.bin}/packed/claude ${editor.bin}/claude\n`,
    );
    scene = await startScene(inject('sharedEditor'), {
      signedIn: false,
      // There is a run to look at until this test lets it go on.
      waitsFor: 'go',
      settings: { 'maestro-test.secret': secret, 'maestro.symphony.budget.tokens': 50 },
    });
    await seedMerged(scene.world.home);
    await mkdir(PICTURES, { recursive: true });
    first = await scene.open();
  });

  afterAll(async () => {
    await scene?.stop();
    // The next file's windows find no such agent.
    for (const name of ['claude', 'npm', 'packed'])
      await rm(join(editor.bin, name), { recursive: true, force: true });
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

  step(
    'budget',
    'says that a budget is reached, in the status bar, the row, the badge and a notice, and goes on with more',
    ['claim'],
    async () => {
      await clone.status.filter({ hasText: 'budget reached' }).waitFor();
      const row = first.row('#1 Put the text helpers in order').filter({ hasText: 'budget reached' });
      await row.waitFor();
      await row.hover();
      await row.getByRole('button', { name: 'Raise Budget…' }).waitFor();
      await first.page.locator('.activitybar .badge-content', { hasText: '1' }).waitFor();
      await picture(first.page, 'budget-row');

      await clone.doUntil(() => clone.status.click(), clone.choice('Raise Budget…'));
      await picture(clone.page, 'budget-actions');
      // What is wanted most is the first, so that Enter takes it.
      await clone.page.keyboard.press('Enter');
      await clone.question('Used up: the budget of 50 tokens').waitFor();
      await picture(clone.page, 'budget-raise');
      await clone.answer('Used up: the budget', '+50 %');
      // Not for long; this time the window looks on.
      const notice = clone.page.locator('.notification-list-item', { hasText: '#1 has reached its budget' });
      // A window that has come up just now may not know of the sign-in yet.
      const allow = clone.dialog.getByRole('button', { name: 'Allow' });
      await allow.or(notice).first().waitFor();
      if (await allow.isVisible()) await allow.click();
      await notice.waitFor();
      await picture(clone.page, 'budget-notice');
      await clone.answerNotification('#1 has reached its budget', 'Raise Budget…');
      await clone.answer('Used up: the budget', 'No Limit');
      await clone.status.filter({ hasText: /Symphony \d\/7 running/ }).waitFor();
    },
  );

  step('run', 'shows the run in the clone’s own window: terminal and status bar', ['budget'], async () => {
    const { clone: made } = await contribution();
    expect(clone.page.url()).toContain(encodeURIComponent(made?.dir ?? '?').replaceAll('%2F', '/'));
    await clone.status.filter({ hasText: /Symphony \d\/7 running/ }).waitFor();
    await clone.terminal.filter({ hasText: /task +\d\/7/ }).waitFor();
    await picture(clone.page, 'run');
  });

  step(
    'reload',
    'survives the reload of its window: the run goes on, terminal and status bar come back',
    ['budget'],
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

  step('actions', 'offers what can be done from the status bar', ['budget'], async () => {
    await clone.doUntil(() => clone.status.click(), clone.choice('Pause'));
    await picture(clone.page, 'actions');
    await clone.page.keyboard.press('Escape');
  });

  step(
    'finalize',
    'finalizes after the diff was shown, and the pull request is ready',
    ['budget'],
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

  step('install', 'installs an agent in a terminal, and finds it then', ['claim'], async () => {
    const row = first.row('#2 Say what a word is');
    await first.doUntil(async () => {
      await row.hover();
      await row.getByRole('button', { name: 'Start Symphony' }).click();
    }, first.choice('Install Claude Code'));
    await picture(first.page, 'agents');
    await first.answer('Choose the agent', 'Install Claude Code');
    await first.choice('Claude Code').filter({ hasText: '2.1.329' }).waitFor();
    await picture(first.page, 'agents-installed');
    await first.page.keyboard.press('Escape');
  });

  step(
    'other',
    'runs another one by an agent that must see no secret of the editor',
    ['install'],
    async () => {
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
    },
  );

  step(
    'cancel',
    'gives it back from the palette, keeps the clone, and deletes that when told',
    ['other'],
    async () => {
      const { id, clone: made } = await contribution();
      const dir = made?.dir ?? '?';
      await writeFile(join(dir, 'my-notes.txt'), 'mine\n');
      await first.row('#2 Say what a word is').filter({ hasText: 'yours' }).waitFor();
      await first.command('Maestro: Give Back…');
      await first.choice('Symphony: tidy/textkit #2').waitFor();
      await first.page.keyboard.press('Enter');
      await first.dialog.filter({ hasText: 'Give #2 back?' }).filter({ hasText: 'my-notes.txt' }).waitFor();
      await picture(first.page, 'give-back');
      await first.dialog.getByRole('button', { name: 'Keep Working' }).click();
      expect((await contribution()).state).toBe('finishing');
      await first.command('Maestro: Give Back…');
      await first.choice('Symphony: tidy/textkit #2').waitFor();
      await first.page.keyboard.press('Enter');
      await first.dialog.getByRole('button', { name: 'Give Back, Keep Clone' }).click();
      await first.row('#2 Say what a word is').filter({ hasText: 'available' }).waitFor();
      expect((await contribution()).id).toBe(id);
      expect((await contribution()).state).toBe('cancelled');
      expect(
        scene.forge.repository('tidy/textkit').pulls.filter(({ state }) => state === 'open'),
      ).toHaveLength(1);
      expect(existsSync(join(dir, 'my-notes.txt'))).toBe(true);

      await first.answerNotification('#2 was given back.', 'Delete Clone…');
      const question = first.dialog.filter({ hasText: 'Move the clone of #2 to the trash?' });
      await question.filter({ hasText: 'my-notes.txt' }).waitFor();
      await picture(first.page, 'delete-clone');
      await first.dialog.getByRole('button', { name: 'Move to Trash' }).click();
      await first.answerNotification('The clone of #2 is in the trash.', 'Undo');
      await eventually(() => existsSync(join(dir, 'my-notes.txt')), 'the clone is back');

      // In its own window, which is not left open on nothing.
      const own = await scene.open(dir);
      await own.status.filter({ hasText: 'cancelled' }).waitFor();
      await own.command('Maestro: Delete Clone…');
      await own.dialog.getByRole('button', { name: 'Move to Trash' }).click();
      await own.page.locator('.notification-list-item', { hasText: 'is in the trash' }).waitFor();
      await picture(own.page, 'deleted-here');
      expect(existsSync(dir)).toBe(false);
      expect(own.page.url()).not.toContain('textkit');
      await own.page.close();
    },
  );

  step(
    'stats',
    'shows the stats, without what was only rehearsed on this machine',
    ['finalize', 'other'],
    async () => {
      await first.command('Maestro: Show Stats');
      const panel = await first.webview('h1:text-is("Symphony Stats")');
      expect(await panel.locator('.tile', { hasText: 'Contributions' }).locator('strong').textContent()).toBe(
        '1',
      );
      await panel.locator('tbody th', { hasText: 'octo/hello #7' }).waitFor();
      expect(await panel.locator('tbody th', { hasText: 'tidy/textkit' }).count()).toBe(0);
      // From the keyboard alone: the first stop is the button, and it answers.
      await panel.locator('vscode-button', { hasText: 'Refresh' }).press('Enter');
      await panel.locator('h1').waitFor();
      await picture(first.page, 'stats');
    },
  );

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
