// A headless Chromium for tests, from an npm tarball; or the browser named by MAESTRO_TEST_CHROME.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ensureCached } from './test-cache.mjs';

const UNPACKED = 'unpacked';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The tarball holds a Linux x64 build only; elsewhere a desktop's own Chrome serves. */
const IN_TARBALL = process.platform === 'linux' && process.arch === 'x64';

const fromNpm = () => ensureCached('chromium', { packages: ['@sparticuz/chromium@147.0.0'], finish: unpack });

/** Installs the browser that `startBrowser` would install. */
export async function installBrowser() {
  if (!process.env.MAESTRO_TEST_CHROME && IN_TARBALL) await fromNpm();
}

/** Starts the browser for whoever connects to its `wsEndpoint()`; the caller closes it. */
export async function startBrowser(limitMs) {
  return chromium.launchServer({ ...(await executable()), args: FLAGS, timeout: limitMs });
}

async function executable() {
  const named = process.env.MAESTRO_TEST_CHROME;
  if (named) return { executablePath: named };
  if (!IN_TARBALL) return { channel: 'chrome' };
  const folder = join(await fromNpm(), UNPACKED);
  const executablePath = join(folder, 'chromium');
  const env = { ...process.env, FONTCONFIG_FILE: fontsOf(folder) };
  // Its own copies of the system libraries are used only where the machine has none: mixing them may not work.
  if (spawnSync(executablePath, ['--version'], { timeout: 20_000 }).status !== 0)
    env.LD_LIBRARY_PATH = join(folder, 'al2023/lib');
  return { executablePath, env };
}

/** The machine's fonts and, where it has none (Chromium would crash), the tarball's own. Returns the configuration's path. */
function fontsOf(folder) {
  const file = join(folder, 'fonts.conf');
  const dirs = ['/usr/share/fonts', '/usr/local/share/fonts', join(folder, 'fonts')];
  writeFileSync(
    file,
    `<?xml version="1.0"?>
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
${dirs.map((dir) => `  <dir>${dir}</dir>`).join('\n')}
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`,
  );
  return file;
}

/** Unpacks the tarball's archives beside it: by itself the package does that in the temporary folder and leaves it there. */
function unpack(cache) {
  const folder = join(cache, UNPACKED);
  mkdirSync(folder);
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', "await (await import('@sparticuz/chromium')).default.executablePath()"],
    {
      cwd: cache,
      // The package unpacks its libraries only where it believes to be in such a place.
      env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
      encoding: 'utf8',
      timeout: 120_000,
    },
  );
  if (status !== 0) throw new Error(`Chromium could not be unpacked: ${stderr}`);
}
