import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import words from '../../../package.nls.json' with { type: 'json' };
import { ABILITIES } from '../../../src/vscode/model/abilities.ts';

const { contributes } = manifest;
const commands = contributes.commands.map(({ command }) => command);
const menus = Object.values(contributes.menus).flat();

describe('the manifest', () => {
  it('has a text for every placeholder and no text without one', () => {
    const used = new Set([...JSON.stringify(manifest).matchAll(/%([\w.]+)%/g)].map(([, key]) => key));
    expect([...used].sort()).toEqual(Object.keys(words).sort());
  });

  it('puts only its own commands into menus, and registers each of them', () => {
    for (const { command } of menus) expect(commands).toContain(command);
    const registered = readFileSync('src/extension.ts', 'utf8');
    // A row's command has to reckon with a row that is gone.
    const ofRows = new Set(contributes.menus['view/item/context'].map(({ command }) => command));
    for (const command of commands)
      expect(registered).toContain(
        `${command.split('.').at(-1)}: ${ofRows.has(command) ? 'ofRow(' : 'async '}`,
      );
  });

  it('asks in its menus only for commands that a row can name', () => {
    const rows = readdirSync('src/vscode/views/nodes').map((file) =>
      readFileSync(`src/vscode/views/nodes/${file}`, 'utf8'),
    );
    for (const { when } of contributes.menus['view/item/context']) {
      const [, command] = /viewItem =~ \/;(\w+);\//.exec(when) ?? [];
      const isNamed = rows.some((text) => text.includes(`'${command}'`));
      expect(isNamed || (ABILITIES as readonly string[]).includes(command ?? ''), when).toBe(true);
    }
  });

  it('lets no workspace decide about executables, folders and addresses', () => {
    for (const setting of Object.values(contributes.configuration.properties))
      expect(setting.scope).toBe('machine');
  });

  it('activates by itself only after the start, or for a panel that was open before a reload', () => {
    expect(manifest.activationEvents).toEqual(['onStartupFinished', 'onWebviewPanel:maestro.symphony.stats']);
  });
});
