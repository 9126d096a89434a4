// Puts the dependencies of this checkout into node_modules when they are missing or older than the lock file.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Ends the process with one clear line when this Node.js is too old. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 18)) return;
  console.error(`Maestro Symphony needs Node.js 20.18 or newer; this is ${process.versions.node}.`);
  console.error('Install a current one from https://nodejs.org and try again.');
  process.exit(2);
}

/**
 * Installs what the lock file names unless the last installation was for this very lock file. Returns whether it ran.
 * `npm install` and not `npm ci`: a lock file that was written where a registry lacks another platform's optional binary
 * has no entry for it, and `npm ci` refuses the whole of it then. Locked versions are kept either way.
 */
export function installDependencies() {
  const stamp = join(root, 'node_modules/.maestro-installed');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return false;
  console.log('Installing the dependencies from the npm registry …');
  const { status } = spawnSync(
    'npm',
    ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    },
  );
  if (status !== 0) {
    console.error('npm install failed (see above). Check the connection to the npm registry and try again.');
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
  return true;
}
