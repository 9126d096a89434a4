// Runs test/vscode inside the extension host of a real editor: code-server by default, with --desktop the VS Code that
// @vscode/test-electron downloads. Prints the counts and writes them to MAESTRO_RESULTS when that is set.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { root } from './install.mjs';

const LIMIT_MS = 120_000;
const out = join(root, '.maestro-test/suites');
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  logLevel: 'warning',
  loader: { '.md': 'text', '.graphql': 'text', '.sh': 'text' },
};

// Scripts know the checkout by where they are: bundled elsewhere they would look in the wrong place.
const scriptsStayOutside = {
  name: 'scripts-stay-outside',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\.mjs$/ }, ({ path, resolveDir }) => ({
      path: pathToFileURL(resolve(resolveDir, path)).href,
      external: true,
    })),
};

const suite = join(out, 'vscode/index.cjs');
await esbuild.build({
  ...common,
  entryPoints: ['test/vscode/index.ts'],
  outfile: suite,
  format: 'cjs',
  external: ['vscode', 'mocha'],
});
const driverName = process.argv.includes('--desktop') ? 'run-on-desktop' : 'run-in-host';
const driver = join(out, `${driverName}.mjs`);
await esbuild.build({
  ...common,
  entryPoints: [`test/support/vscode/${driverName}.ts`],
  outfile: driver,
  format: 'esm',
  packages: 'external',
  plugins: [scriptsStayOutside],
});

const { runInHost } = await import(pathToFileURL(driver).href);
const counts = await runInHost(suite, LIMIT_MS);
if (process.env.MAESTRO_RESULTS) {
  mkdirSync(dirname(process.env.MAESTRO_RESULTS), { recursive: true });
  writeFileSync(process.env.MAESTRO_RESULTS, JSON.stringify(counts));
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed === 0 ? 0 : 1);
