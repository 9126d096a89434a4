// `npm start -- --code`: the rehearsal's forge, and the extension in a real VS Code in the browser, until Ctrl-C.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startCodeServer } from './code-server.mjs';
import { root } from './install.mjs';

/** Starts both and prints the address; stops both at the end. */
export async function openInCode(args) {
  console.log('Installing VS Code (code-server) from npm on the first run: about 20 s and 800 MB …');
  const run = mkdtempSync(join(tmpdir(), 'maestro-code-'));
  const stopped = new Promise((resolve) => {
    // Not `once`: npm passes on the Ctrl-C that this process has got already.
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, resolve);
  });
  const forge = spawn(process.execPath, [join(root, 'dist/cli.js'), 'rehearse', '--serve', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own: Ctrl-C must stop the editor first, then the forge under it.
    detached: true,
  });
  const forgeEnded = new Promise((resolve) => forge.once('close', resolve));
  try {
    const env = await Promise.race([exportsOf(forge), forgeEnded.then(() => undefined)]);
    if (!env) throw new Error('The forge did not start; see above.');
    const workspace = join(run, 'workspace');
    mkdirSync(workspace);
    const code = await startCodeServer({
      run,
      extensions: {
        'runmaestro.maestro-symphony-0.1.0': root,
        'maestro-test.fake-sign-in-0.0.1': join(root, 'scripts/lib/fake-sign-in'),
      },
      // The extension signs in only where this names the forge.
      settings: { 'github-enterprise.uri': env.MAESTRO_GITHUB_URL },
      env: {
        ...env,
        GITHUB_TOKEN: '',
        MAESTRO_FAKE_TOKEN: env.GITHUB_TOKEN,
        MAESTRO_FAKE_LOGIN: 'contributor',
        // The agents find their settings and sign-ins where you have them.
        HOME: homedir(),
        // The editor never removes its sockets.
        XDG_RUNTIME_DIR: run,
      },
    });
    try {
      console.log(`\nThe forge is at ${env.MAESTRO_GITHUB_URL}.`);
      console.log(`Open ${code.url}/?folder=${encodeURIComponent(workspace)}`);
      console.log(
        'There: Maestro Symphony in the activity bar. Sign in (no password), start the issue. Stop with Ctrl-C.',
      );
      await Promise.race([stopped, forgeEnded]);
    } finally {
      await code.stop();
    }
  } finally {
    forge.kill('SIGTERM');
    await forgeEnded;
    rmSync(run, { recursive: true, force: true, maxRetries: 5 });
  }
  process.exit(0);
}

/** The `export NAME='value'` lines that `maestro rehearse --serve` prints. */
async function exportsOf(forge) {
  const env = {};
  for await (const line of createInterface({ input: forge.stdout })) {
    const found = /^export (\w+)='(.*)'$/.exec(line);
    if (found) env[found[1]] = found[2];
    if ('GITHUB_TOKEN' in env) return env;
  }
  return undefined;
}
