import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startCodeServer } from '../../../scripts/lib/code-server.mjs';
import { root } from '../../../scripts/lib/install.mjs';
import { writeAtomic } from '../../../src/platform/files.ts';
import type { World } from './world.ts';

export const EXTENSION = 'runmaestro.maestro-symphony';
const FAKE_SIGN_IN = join(root, 'scripts/lib/fake-sign-in');

/** A running editor server. */
export interface Editor {
  url: string;
  host: string;
  /** Its user data folder. */
  data: string;
  stop(): Promise<void>;
}

/** Starts the editor in a world, with the test's sign-in in place of GitHub's own. */
export function startEditor(
  world: World,
  options: {
    run: string;
    extension?: string;
    signedIn: boolean;
    env?: Record<string, string>;
    args?: string[];
    restricted?: boolean;
    settings?: Record<string, unknown>;
  },
): Promise<Editor> {
  return startCodeServer({
    run: options.run,
    extensions: {
      'maestro-test.fake-sign-in-0.0.1': FAKE_SIGN_IN,
      ...(options.extension ? { [`${EXTENSION}-0.1.0`]: options.extension } : {}),
    },
    env: { ...world.env, MAESTRO_FAKE_SIGNED_IN: options.signedIn ? '1' : '0', ...options.env },
    settings: {
      'github-enterprise.uri': world.forge.url,
      'workbench.colorTheme': 'Default Dark Modern',
      ...options.settings,
    },
    args: options.args ?? [],
    restricted: options.restricted ?? false,
  });
}

/** Changes the colour theme; windows have it after a reload. */
export async function setTheme(editor: Editor, theme: string): Promise<void> {
  const file = join(editor.data, 'User/settings.json');
  const settings = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  // In one piece: running windows read it, too.
  await writeAtomic(file, JSON.stringify({ ...settings, 'workbench.colorTheme': theme }));
}

/** The extension as it is packed: what is not named here is not there, `node_modules` above all. */
export async function packExtension(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const name of ['package.json', 'package.nls.json', 'dist', 'l10n', 'media'])
    await cp(join(root, name), join(folder, name), { recursive: true });
  return folder;
}

/** What a page of the workbench needs to be given (`addInitScript`) so that the extension may use the sign-in unasked. */
export const TRUST_SIGN_IN = { path: join(root, 'test/support/vscode/trust-sign-in.js') };
