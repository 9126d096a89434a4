// `npm start`: installs, builds, and rehearses a whole contribution on the sample. `--code`: the same forge, in a real VS Code.
// Everything else is handed to `maestro rehearse` (`npm start -- --agent codex`). Needs nothing installed.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installDependencies, requireNode, root } from './lib/install.mjs';

requireNode();
installDependencies();
const args = process.argv.slice(2);
const { build } = await import('./build.mjs');
await build();

if (args.includes('--code')) {
  const { openInCode } = await import('./lib/open-in-code.mjs');
  await openInCode(args.filter((word) => word !== '--code'));
} else {
  const child = spawn(process.execPath, [join(root, 'dist/cli.js'), 'rehearse', ...args], {
    stdio: 'inherit',
  });
  // Ctrl-C reaches the child too; this one only waits for it, so that it can clean up.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('close', (code) => process.exit(code ?? 130));
}
