// Bundles what runs outside of Vitest: the suite for the extension host, and the driver of a desktop's VS Code.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { root } from './install.mjs';

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

/** The path of the bundle of test/vscode. */
export async function bundleSuite() {
  const outfile = join(out, 'vscode/index.cjs');
  await esbuild.build({
    ...common,
    entryPoints: ['test/vscode/index.ts'],
    outfile,
    format: 'cjs',
    external: ['vscode', 'mocha'],
  });
  return outfile;
}

/** Imports a TypeScript module of the tests. */
export async function importBundled(entryPoint) {
  const outfile = join(out, entryPoint.replaceAll(/\W/g, '-').concat('.mjs'));
  await esbuild.build({
    ...common,
    entryPoints: [entryPoint],
    outfile,
    format: 'esm',
    packages: 'external',
    plugins: [scriptsStayOutside],
  });
  return import(pathToFileURL(outfile).href);
}
