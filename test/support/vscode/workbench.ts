import type { FrameLocator, Locator, Page } from 'playwright-core';
import { eventually } from '../eventually.ts';
import { HANG_MS } from '../limits.ts';

/** Milliseconds after which a person would try once more; longer on a slow machine. */
const AGAIN_MS = HANG_MS / 8;

/** What a user does in one window of the editor, by what they see. */
export class Workbench {
  /** What the editor complained of in its console. */
  private readonly complaints: string[] = [];

  constructor(readonly page: Page) {
    page.on('console', (message) => {
      // Its own logger is missing in the test's editor, and it says so at length.
      const isNews = message.type() === 'error' && !message.text().includes('spdlog');
      if (isNews) this.complaints.push(message.text().slice(0, 600));
    });
  }

  /** The rows of the Projects view that are on the screen. */
  get rows(): Locator {
    return this.page.locator('.pane:has(h3.title:text-is("Projects")) .monaco-list-row');
  }

  row(text: string): Locator {
    return this.rows.filter({ hasText: text });
  }

  /** The extension's entry in the status bar. */
  get status(): Locator {
    return this.page.locator('#runmaestro\\.maestro-symphony\\.maestro\\.symphony\\.run');
  }

  /** The text of the terminal in sight. */
  get terminal(): Locator {
    return this.page.locator('.terminal-wrapper.active .xterm-rows');
  }

  get terminalTabs(): Locator {
    return this.page.locator('.terminal-tabs-entry, .single-terminal-tab');
  }

  get input(): Locator {
    return this.page.locator('.quick-input-widget input.input');
  }

  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  async openView(): Promise<void> {
    await this.page.locator('.activitybar a.action-label[aria-label^="Maestro Symphony"]').click();
    await this.rows.first().waitFor();
  }

  /** Runs a command by its title in the palette. */
  async command(title: string): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor();
    // In a window that is still settling the list may have been made before the command could be offered: it is opened anew.
    await this.doUntil(async () => {
      if (await this.input.isVisible()) await this.page.keyboard.press('Escape');
      // Such a window loses a key now and then, too.
      await this.doUntil(() => this.page.keyboard.press('F1'), this.input);
      await this.input.fill(`>${title}`);
    }, this.choice(title));
    await this.page.keyboard.press('Enter');
  }

  /** Reloads the window by its own command, which keeps its layout; reloading the page does not. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.command('Developer: Reload Window');
    await loaded;
  }

  /** Milliseconds that the editor says the extension took to load and activate. */
  async activationMs(): Promise<number> {
    await this.command('Developer: Show Running Extensions');
    const row = this.page.locator('.runtime-extensions-editor .monaco-list-row', {
      hasText: 'Maestro Symphony',
    });
    const time = row.filter({ hasText: /Activation: \d+ms/ });
    await time.waitFor();
    const text = (await time.textContent()) ?? '';
    // The list opens above everything else and keeps the keys to itself.
    await this.page.keyboard.press('Escape');
    await row.waitFor({ state: 'detached' });
    return Number(/Activation: (\d+)ms/.exec(text)?.[1]);
  }

  /**
   * Does something until it shows what it should, as a person would: a row may be read anew just then, and what an editor
   * restores in a window that has come up takes the focus from what was opened.
   */
  async doUntil(act: () => Promise<void>, shown: Locator): Promise<void> {
    for (let left = HANG_MS; ; left -= AGAIN_MS) {
      await act();
      try {
        return await shown.waitFor({ timeout: AGAIN_MS });
      } catch (error) {
        if (left <= AGAIN_MS) throw error;
      }
    }
  }

  /** A row of the quick input. */
  choice(text: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  }

  /** Answers a question of the quick input once its placeholder (or its title) shows it. */
  async answer(placeholder: string, choice?: string): Promise<void> {
    await this.question(placeholder).waitFor();
    if (!choice) return this.input.press('Enter');
    await this.choice(choice).waitFor();
    // By keyboard: the editor's own hovers come between the mouse and a row now and then.
    await this.input.pressSequentially(choice);
    await this.choice(choice).waitFor();
    await this.input.press('Enter');
  }

  /**
   * *Start Symphony* on an issue's row, up to the preview of what will be done.
   * @returns goes on: claims the issue, and gives the window that opens for its clone.
   */
  async start(issue: Locator, choose: { agent: string; folder: string }): Promise<() => Promise<Workbench>> {
    await this.doUntil(async () => {
      await issue.hover();
      await issue.getByRole('button', { name: 'Start Symphony' }).click();
    }, this.question('Choose the agent'));
    await this.answer('Choose the agent', choose.agent);
    await this.answer('What to call this');
    await this.answer('Choose the folder', choose.folder);
    await this.question('Read what will be done').waitFor();
    return async () => {
      const [next] = await Promise.all([
        this.page.context().waitForEvent('page'),
        this.answer('Read what will be done', 'Claim the issue and start'),
      ]);
      return new Workbench(next);
    };
  }

  /** The quick input while its placeholder (or its title) shows this. */
  question(placeholder: string): Locator {
    return this.page.locator(`.quick-input-widget input.input[placeholder*="${placeholder}"]`);
  }

  /** Presses a button of a notification; the editor puts it away after ten seconds, and the bell still has it. */
  async answerNotification(text: string, button: string): Promise<void> {
    const found = this.page.locator('.notification-list-item', { hasText: text });
    const pressed = found.getByRole('button', { name: button });
    try {
      await pressed.click({ timeout: AGAIN_MS });
    } catch {
      await this.command('Notifications: Show Notifications');
      await pressed.click();
    }
  }

  /**
   * Until the editor has written down that a webview's tab of this kind is open. In a browser it does so every few seconds and, as
   * nothing can be waited for when a window goes, only tries to at its end: a tab that was opened a moment before may be lost.
   */
  async tabIsSaved(kind: string): Promise<void> {
    const isSaved = async (): Promise<boolean> => {
      const stored = await this.page.context().storageState({ indexedDB: true });
      // Named like this in the layout only.
      return JSON.stringify(stored).includes(`mainThreadWebview-${kind}`);
    };
    try {
      await eventually(isSaved, `the editor has written down that ${kind} is open`);
    } catch (cause) {
      throw new Error(`${String(cause)} ${await this.whatIsThere()}`, { cause });
    }
  }

  /** The inner frame of the newest webview, once it shows something. */
  async webview(marker: string): Promise<FrameLocator> {
    const frame = this.page
      .locator('iframe.webview.ready')
      .last()
      .contentFrame()
      .frameLocator('iframe#active-frame');
    try {
      await frame.locator(marker).first().waitFor();
    } catch (cause) {
      throw new Error(`There is no webview with ${marker}. ${await this.whatIsThere()}`, { cause });
    }
    return frame;
  }

  /** For the message of a failure: whoever reads it may have nothing else of this window. */
  private async whatIsThere(): Promise<string> {
    const soon = { timeout: AGAIN_MS };
    const webviews = await this.page.locator('iframe.webview.ready').all();
    const bodies = webviews.map((frame) =>
      frame
        .contentFrame()
        .frameLocator('iframe#active-frame')
        .locator('body')
        .textContent(soon)
        .catch(String),
    );
    return JSON.stringify({
      tabs: await this.page.locator('.tab').allTextContents(),
      notifications: await this.page.locator('.notification-list-item').allTextContents(),
      frames: await this.page.locator('iframe.webview').count(),
      webviews: (await Promise.all(bodies)).map((text) => text?.slice(0, 400)),
      complaints: this.complaints.slice(-20),
    });
  }
}
