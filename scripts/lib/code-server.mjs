// A real VS Code on loopback, in a browser: code-server with the Node.js it needs, both from npm alone.
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureCached, npmInstall } from './test-cache.mjs';

const CODE_SERVER = 'code-server@4.139.1';
const NODE_VERSION = '24.21.0';

/** What the workbench is told so that it neither asks, nor phones, nor changes by itself. */
const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  // Text of the terminal is only in the page when it is not drawn by the GPU.
  'terminal.integrated.gpuAcceleration': 'off',
  'window.commandCenter': false,
  'git.openRepositoryInParentFolders': 'never',
  // Where folders are not all trusted, nothing asks about it either.
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/**
 * Built-in extensions that are left out. A sign-in of ours stands in for GitHub's. And where the features of AI are off the editor
 * disables its chat extension when it finds it, by a restart of the whole extension host: a window that is just coming up
 * then loses what it had asked of an extension, such as the content of a tab after a reload.
 */
const LEFT_OUT = ['github-authentication', 'copilot'];

/** Paths of the Node.js 24 binary and of code-server, installed on first use (about 20 s, 800 MB). */
export async function installCodeServer() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const runtime = `node-${platform}-${process.arch}`;
  const nodeFolder = await ensureCached('node24', { packages: [`${runtime}@${NODE_VERSION}`] });
  const folder = await ensureCached('code-server', {
    packages: [CODE_SERVER],
    // Its editor and the built-in extensions bring package files of their own, which its install script would install.
    finish: async (dir) => {
      for (const below of ['lib/vscode', 'lib/vscode/extensions'])
        await npmInstall(join(dir, 'node_modules/code-server', below), ['--omit=dev']);
    },
  });
  return {
    node: join(nodeFolder, 'node_modules', runtime, 'bin', platform === 'win' ? 'node.exe' : 'node'),
    codeServer: join(folder, 'node_modules/code-server'),
  };
}

/**
 * Starts code-server on a free loopback port with folders of its own, and waits until it listens. All folders are trusted.
 *
 * @param {object} options
 * @param {string} options.run a folder for its data, home and log; the caller removes it after `stop()`.
 * @param {Record<string, string>} [options.extensions] folders to offer as installed, by `publisher.name-version`.
 * @param {Record<string, string>} [options.env] added to the server's environment.
 * @param {Record<string, unknown>} [options.settings] added to the user settings.
 * @param {string[]} [options.leaveOut] built-in extensions to do without.
 * @param {number} [options.limitMs] milliseconds to wait for it.
 */
export async function startCodeServer({
  run,
  extensions = {},
  env = {},
  settings = {},
  leaveOut = [],
  limitMs = 120_000,
}) {
  const { node, codeServer } = await installCodeServer();
  const data = join(run, 'data');
  const installed = join(run, 'extensions');
  for (const folder of [join(data, 'User'), installed, join(run, 'home')])
    mkdirSync(folder, { recursive: true });
  writeFileSync(join(data, 'User/settings.json'), JSON.stringify({ ...QUIET_SETTINGS, ...settings }));
  writeFileSync(join(run, 'config.yaml'), 'auth: none\n');
  for (const [name, folder] of Object.entries(extensions))
    if (!existsSync(join(installed, name))) symlinkSync(folder, join(installed, name), 'junction');
  const builtins = linkBuiltins(codeServer, run, [...LEFT_OUT, ...leaveOut]);
  const log = join(run, 'server.log');
  const child = spawn(
    node,
    [
      codeServer,
      ...['--config', join(run, 'config.yaml'), '--bind-addr', '127.0.0.1:0', '--auth', 'none'],
      ...['--user-data-dir', data, '--extensions-dir', installed],
      ...['--disable-telemetry', '--disable-update-check'],
      ...['--disable-workspace-trust', '--disable-getting-started-override'],
      ...builtins,
    ],
    {
      // A process group of its own, so that stop() ends the extension hosts and the terminals too.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        EXTENSIONS_GALLERY: '{}',
        HOME: join(run, 'home'),
        XDG_CONFIG_HOME: join(run, 'xdg'),
        XDG_DATA_HOME: join(run, 'xdg'),
        ...env,
      },
    },
  );
  const written = createWriteStream(log, { flags: 'a' });
  child.stdout.pipe(written, { end: false });
  child.stderr.pipe(written, { end: false });
  const kill = (signal) => {
    try {
      process.kill(-child.pid, signal);
      return true;
    } catch {
      // Nothing of the group is left.
      return false;
    }
  };
  const killNow = () => kill('SIGKILL');
  process.once('exit', killNow);
  const stop = async () => {
    kill('SIGTERM');
    for (let tries = 0; tries < 60 && kill(0); tries++) await new Promise((done) => setTimeout(done, 50));
    kill('SIGKILL');
    process.off('exit', killNow);
  };
  try {
    const url = await address(child, log, limitMs);
    return { url, host: new URL(url).host, data, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address that the server says it listens at. */
function address(child, log, limitMs) {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new Error(`code-server did not listen within ${limitMs / 1_000} s; see ${log}`)),
      limitMs,
    );
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`code-server exited with ${code}; see ${log}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /HTTP server listening on (http:\S+?)\/?$/.exec(line)?.[1];
      if (!found) return;
      clearTimeout(limit);
      resolve(found);
    });
  });
}

/** A folder of links to the built-in extensions, less those that are left out. */
function linkBuiltins(codeServer, run, leftOut) {
  const source = join(codeServer, 'lib/vscode/extensions');
  const folder = join(run, 'builtin');
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(source))
    if (!leftOut.includes(name)) symlinkSync(join(source, name), join(folder, name), 'junction');
  return ['--vscode-option', `builtin-extensions-dir=${folder}`];
}
