import { cp, mkdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { startCodeServer } from '../../../scripts/lib/code-server.mjs';
import { root } from '../../../scripts/lib/install.mjs';
import { writeAtomic } from '../../../src/platform/files.ts';
import { HANG_MS } from '../limits.ts';
import { planted } from '../spy-agent.ts';
import { runFolder, type World } from './world.ts';

const FAKE_SIGN_IN = join(root, 'scripts/lib/fake-sign-in');

/** Built-in extensions that no test looks at; they would be loaded and started with every window and every diff all the same. */
const UNUSED = [
  ...['css', 'html', 'json', 'php', 'typescript', 'markdown'].map((name) => `${name}-language-features`),
  ...['debug-auto-launch', 'debug-server-ready', 'ms-vscode.js-debug', 'ms-vscode.js-debug-companion'],
  ...['ms-vscode.vscode-js-profile-table', 'emmet', 'grunt', 'gulp', 'jake', 'npm', 'github', 'ipynb'],
  ...['markdown-math', 'mermaid-markdown-features', 'media-preview', 'merge-conflict', 'notebook-renderers'],
  ...[
    'microsoft-authentication',
    'references-view',
    'simple-browser',
    'terminal-suggest',
    'tunnel-forwarding',
  ],
  ...['configuration-editing', 'extension-editing'],
];

/** A running editor server, as whoever opens windows needs to know it. */
export interface Editor {
  url: string;
  host: string;
  /** Its user data folder. */
  data: string;
  /** The first folder of its PATH. */
  bin: string;
  /** A token in its environment. */
  token: string;
}

/** Starts the editor with the packed extension, and with the tests' sign-in in place of GitHub's own. */
export async function startEditor(folder: string): Promise<Editor & { stop(): Promise<void> }> {
  const bin = await runFolder(folder, 'bin');
  const token = planted('in the environment of the editor');
  const server = await startCodeServer({
    run: await runFolder(folder, 'editor'),
    extensions: {
      'maestro-test.fake-sign-in-0.0.1': FAKE_SIGN_IN,
      'runmaestro.maestro-symphony-0.1.0': await packExtension(join(folder, 'extension')),
    },
    env: {
      MAESTRO_TEST_TOKEN: token,
      // git has no identity in the server's empty home; the engine then uses the account's.
      GIT_CONFIG_NOSYSTEM: '1',
      // Started by a command line, as it were: the editor then leaves the PATH alone.
      PATH: [bin, process.env.PATH].join(delimiter),
      VSCODE_CLI: '1',
    },
    leaveOut: UNUSED,
    limitMs: HANG_MS,
  });
  return { ...server, bin, token };
}

/** From now on windows that are opened see this world. Those of another must be closed before. */
export async function enterWorld(
  editor: Editor,
  world: World,
  options: { signedIn: boolean; settings?: Record<string, unknown> },
): Promise<void> {
  await changeSettings(
    editor,
    {
      ...world.settings,
      'workbench.colorTheme': 'Default Dark Modern',
      'maestro-test.account': { ...world.user, signedIn: options.signedIn },
      ...options.settings,
    },
    // What an earlier world has set (a budget, say) is not in this one.
    (key) => !key.startsWith('maestro'),
  );
}

/** Changes the colour theme of all windows. */
export async function setTheme(editor: Editor, theme: string): Promise<void> {
  await changeSettings(editor, { 'workbench.colorTheme': theme });
}

async function changeSettings(
  editor: Editor,
  settings: Record<string, unknown>,
  keeps: (key: string) => boolean = () => true,
): Promise<void> {
  const file = join(editor.data, 'User/settings.json');
  const before = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const kept = Object.fromEntries(Object.entries(before).filter(([key]) => keeps(key)));
  const text = JSON.stringify({ ...kept, ...settings });
  // Settings of a machine are read in the second place. In one piece: running windows read them, too.
  await mkdir(join(editor.data, 'Machine'), { recursive: true });
  for (const kind of ['User', 'Machine']) await writeAtomic(join(editor.data, kind, 'settings.json'), text);
}

/** The extension as it is packed: what is not named here is not there, `node_modules` above all. */
async function packExtension(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const name of ['package.json', 'package.nls.json', 'dist', 'l10n', 'media'])
    await cp(join(root, name), join(folder, name), { recursive: true });
  return folder;
}

/** What the pages of a browser context are told apart from what the server tells all of them. */
export interface PageOptions {
  /** Folders are not trusted. */
  restricted: boolean;
  /** The page runs a suite (see `run-in-host.ts`); it shows no notifications then. */
  testDriver: boolean;
}

/** Makes every page of a context one of this kind, and waits long enough for what has to come. */
export async function preparePages(context: BrowserContext, options: PageOptions): Promise<void> {
  context.setDefaultTimeout(HANG_MS);
  const script = await readFile(join(root, 'test/support/vscode/page-options.js'), 'utf8');
  await context.addInitScript(`globalThis.maestroPage = ${JSON.stringify(options)};\n${script}`);
}
