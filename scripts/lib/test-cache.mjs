// Big tools that only tests and `npm start -- --code` need (a real VS Code, a browser, agents), installed from npm on
// demand into `.maestro-test/`, outside node_modules, once per pinned version. Needs nothing installed itself.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';

/** Where everything of this kind lives; may be deleted at any time. */
export const cacheRoot = join(root, '.maestro-test');

/**
 * A folder that holds the named npm packages, installed when it is not there yet.
 *
 * @param {string} name of the folder below `.maestro-test/`.
 * @param {{packages: string[], nested?: string[]}} spec `packages` are pinned (`name@1.2.3`); `nested` are folders
 *   below the result with a package.json and lock file of their own whose dependencies are installed too.
 * @returns {Promise<string>} the absolute path of the folder; packages are in its `node_modules`.
 * @throws Error with npm's own words when the installation fails.
 */
export async function ensureCached(name, spec) {
  const folder = join(cacheRoot, name);
  const stamp = join(folder, '.stamp');
  const wanted = createHash('sha256').update(JSON.stringify(spec)).digest('hex');
  const ready = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (ready()) return folder;
  const unlock = await lock(`${folder}.lock`);
  try {
    // Another process may have installed it while this one waited.
    if (ready()) return folder;
    console.error(`Installing ${spec.packages.join(' ')} from npm into ${folder} …`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ name, private: true })}\n`);
    await npm(folder, ['install', ...spec.packages]);
    for (const below of spec.nested ?? []) await npm(join(folder, below), ['install', '--omit=dev']);
    writeFileSync(stamp, wanted);
    return folder;
  } finally {
    unlock();
  }
}

function npm(cwd, args) {
  // Lifecycle scripts stay off: what we use works without them, and they would want a compiler.
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  return new Promise((resolve, reject) => {
    const child = spawn('npm', [...args, ...flags], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: process.platform === 'win32',
    });
    let words = '';
    child.stderr.on('data', (chunk) => {
      words = (words + chunk).slice(-4_000);
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`npm ${args.join(' ')} failed in ${cwd}:\n${words}`)),
    );
  });
}

/** Takes a lock folder, waiting for its holder for as long as that process lives. Returns how to leave it. */
async function lock(path) {
  mkdirSync(cacheRoot, { recursive: true });
  for (let waited = 0; ; waited++) {
    try {
      mkdirSync(path);
      writeFileSync(join(path, 'pid'), String(process.pid));
      return () => rmSync(path, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    // A lock whose holder is gone (or died before it wrote its id, seconds ago) is left over from a crash.
    if (holderIsGone(path, waited)) rmSync(path, { recursive: true, force: true });
    else await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function holderIsGone(path, waited) {
  try {
    process.kill(Number(readFileSync(join(path, 'pid'), 'utf8')) || Number.NaN, 0);
    return false;
  } catch (error) {
    if (error.code === 'ESRCH') return true;
    if (error.code === 'EPERM') return false;
    return waited > 20;
  }
}
