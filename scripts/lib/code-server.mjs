// A real VS Code on loopback, in a browser: code-server with the Node.js it needs, both from npm alone.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
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

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * Starts code-server on a free loopback port with folders of its own, and waits until it answers.
 *
 * @param {object} options
 * @param {string} options.run a folder for its data, home and log; the caller removes it after `stop()`.
 * @param {Record<string, string>} [options.extensions] folders to offer as installed, by `publisher.name-version`.
 * @param {Record<string, string>} [options.env] added to the server's environment.
 * @param {Record<string, unknown>} [options.settings] added to the user settings.
 * @param {string[]} [options.args] more arguments.
 * @param {boolean} [options.restricted] opens folders in Restricted Mode instead of trusting all of them.
 */
export async function startCodeServer({
  run,
  extensions = {},
  env = {},
  settings = {},
  args = [],
  restricted = false,
}) {
  const { node, codeServer } = await installCodeServer();
  const data = join(run, 'data');
  const installed = join(run, 'extensions');
  for (const folder of [join(data, 'User'), installed, join(run, 'home')])
    mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(data, 'User/settings.json'),
    JSON.stringify({ ...QUIET_SETTINGS, ...trustSettings(restricted), ...settings }),
  );
  writeFileSync(join(run, 'config.yaml'), 'auth: none\n');
  for (const [name, folder] of Object.entries(extensions))
    if (!existsSync(join(installed, name))) symlinkSync(folder, join(installed, name), 'junction');
  const builtins = linkBuiltins(codeServer, run);
  const port = await freePort();
  const log = openSync(join(run, 'server.log'), 'a');
  const child = spawn(
    node,
    [
      codeServer,
      ...['--config', join(run, 'config.yaml'), '--bind-addr', `127.0.0.1:${port}`, '--auth', 'none'],
      ...['--user-data-dir', data, '--extensions-dir', installed],
      ...['--disable-telemetry', '--disable-update-check'],
      ...(restricted ? [] : ['--disable-workspace-trust']),
      '--disable-getting-started-override',
      ...builtins,
      ...args,
    ],
    {
      // A process group of its own, so that stop() ends the extension hosts and the terminals too.
      detached: true,
      stdio: ['ignore', log, log],
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
  closeSync(log);
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
  const url = `http://127.0.0.1:${port}`;
  try {
    await answers(`${url}/healthz`, child, join(run, 'server.log'));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, host: `127.0.0.1:${port}`, data, stop };
}

function trustSettings(restricted) {
  return restricted
    ? { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' }
    : { 'security.workspace.trust.enabled': false };
}

async function answers(url, child, log) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
    if (child.exitCode !== null) throw new Error(`code-server exited with ${child.exitCode}; see ${log}`);
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`code-server did not answer within 30 s; see ${log}`);
}

/** A folder of links to the built-in extensions, less those that are left out. */
function linkBuiltins(codeServer, run) {
  const source = join(codeServer, 'lib/vscode/extensions');
  const folder = join(run, 'builtin');
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(source))
    if (!LEFT_OUT.includes(name)) symlinkSync(join(source, name), join(folder, name), 'junction');
  return ['--vscode-option', `builtin-extensions-dir=${folder}`];
}
