import type { FrameLocator, Locator, Page } from 'playwright-core';

/** What a user does in one window of the editor, by what they see. */
export class Workbench {
  constructor(readonly page: Page) {
    page.setDefaultTimeout(20_000);
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
    await this.rows.first().waitFor({ timeout: 60_000 });
  }

  /** Runs a command by its title in the palette. */
  async command(title: string): Promise<void> {
    // A window that is still settling loses a key now and then.
    await this.page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    for (let tries = 0; tries < 5 && !(await this.input.isVisible()); tries++) {
      await this.page.keyboard.press('F1');
      await this.input.waitFor({ timeout: 4_000 }).catch(() => undefined);
    }
    await this.input.fill(`>${title}`);
    await this.choice(title).waitFor();
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

  /** A row of the quick input. */
  choice(text: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  }

  /** Answers a question of the quick input once its placeholder (or its title) shows it. */
  async answer(placeholder: string, choice?: string): Promise<void> {
    await this.page.locator(`.quick-input-widget input.input[placeholder*="${placeholder}"]`).waitFor();
    if (!choice) return this.input.press('Enter');
    await this.choice(choice).waitFor();
    // By keyboard: the editor's own hovers come between the mouse and a row now and then.
    await this.input.pressSequentially(choice);
    await this.choice(choice).waitFor();
    await this.input.press('Enter');
  }

  notification(text: string): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  /** The inner frame of the webview that shows something. */
  async webview(marker: string): Promise<FrameLocator> {
    for (const deadline = Date.now() + 20_000; Date.now() < deadline; ) {
      const outer = this.page.locator('iframe.webview.ready');
      for (let at = (await outer.count()) - 1; at >= 0; at--) {
        const frame = outer.nth(at).contentFrame().frameLocator('iframe#active-frame');
        // A frame that is being replaced cannot be asked; the next round sees its successor.
        if (
          await frame
            .locator(marker)
            .count()
            .catch(() => 0)
        )
          return frame;
      }
      await this.page.waitForTimeout(100);
    }
    throw new Error(`There is no webview with ${marker}.`);
  }
}
