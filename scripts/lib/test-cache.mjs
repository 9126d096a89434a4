// Large tools that only the tests need (agents, an editor, a browser), installed from npm once into `.maestro-test/`,
// outside of node_modules. Safe to call from several processes at once.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './install.mjs';

const cache = join(root, '.maestro-test');

/**
 * The folder `.maestro-test/{name}` with the given packages in its `node_modules`; installs them when they are not
 * there, or others are.
 * @param {string} name
 * @param {{
 *   packages: string[],  npm specifiers with exact versions
 *   ignoreScripts?: boolean,  default true: nothing of theirs runs at the installation
 *   finish?: (dir: string) => void | Promise<void>,  further steps in the folder, before it counts as installed
 *   key?: string,  changes when `finish` does, so that an older folder is made again
 * }} wanted
 * @returns {Promise<string>} the absolute path of the folder
 */
export async function ensureCached(name, { packages, ignoreScripts = true, finish, key = '' }) {
  for (const wanted of packages)
    if (!/.@\d+\.\d+\.\d+/.test(wanted)) throw new Error(`${wanted}: the test cache needs an exact version.`);
  const dir = join(cache, name);
  const stamp = JSON.stringify({
    packages,
    ignoreScripts,
    key,
    platform: process.platform,
    arch: process.arch,
  });
  const ready = () => readIfAny(join(dir, 'stamp.json')) === stamp;
  if (ready()) return dir;
  mkdirSync(cache, { recursive: true });
  const leave = await enter(`${dir}.lock`, ready);
  if (!leave) return dir;
  try {
    if (ready()) return dir;
    const staging = `${dir}.new`;
    rmSync(staging, { recursive: true, force: true });
    mkdirSync(staging, { recursive: true });
    console.log(`Installing ${packages.join(', ')} for the tests …`);
    await npmInstall(staging, packages, ignoreScripts);
    await finish?.(staging);
    writeFileSync(join(staging, 'stamp.json'), stamp);
    rmSync(dir, { recursive: true, force: true });
    renameSync(staging, dir);
    return dir;
  } finally {
    leave();
  }
}

/** Runs `npm install` in a folder that has no package of its own. */
export async function npmInstall(dir, packages, ignoreScripts = true) {
  if (!existsSync(join(dir, 'package.json'))) writeFileSync(join(dir, 'package.json'), '{"private":true}\n');
  const flags = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  if (ignoreScripts) flags.push('--ignore-scripts');
  const code = await new Promise((resolve, reject) => {
    const child = spawn('npm', ['install', ...flags, ...packages], {
      cwd: dir,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`npm install ${packages.join(' ')} ended with exit code ${code}.`);
}

/** Takes the lock (a folder) and returns how to leave it; undefined when somebody else finished the work meanwhile. */
async function enter(lock, ready) {
  for (;;) {
    try {
      mkdirSync(lock);
      writeFileSync(join(lock, 'pid'), String(process.pid));
      const leave = () => {
        process.off('exit', leave);
        rmSync(lock, { recursive: true, force: true });
      };
      // Who has to end in the middle leaves it too; the next one begins anew.
      process.on('exit', leave);
      return leave;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (ready()) return undefined;
    if (isAbandoned(lock)) rmSync(lock, { recursive: true, force: true });
    await sleep(200);
  }
}

function isAbandoned(lock) {
  const pid = Number(readIfAny(join(lock, 'pid')));
  if (pid > 0) {
    try {
      process.kill(pid, 0);
      return false;
    } catch (error) {
      return error.code === 'ESRCH';
    }
  }
  try {
    // No process wrote its id: give the one that just made the folder a moment.
    return Date.now() - statSync(lock).mtimeMs > 5_000;
  } catch {
    // Gone meanwhile: the next round takes it.
    return false;
  }
}

function readIfAny(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
