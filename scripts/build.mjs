// Bundles both doors and the webview into dist/. `node scripts/build.mjs [--watch] [--dev]`
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const dev = process.argv.includes('--dev') || process.argv.includes('--watch');

// CommonJS dependencies call require() for Node's own modules; write-file-atomic asks for its __filename.
const COMMONJS =
  "import { createRequire as __maestroRequire } from 'node:module';\nconst require = __maestroRequire(import.meta.url), __filename = import.meta.filename;";

/** What is built, for `maestro --version --json`; null outside of a clone. */
function commit() {
  try {
    const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    return execFileSync('git', ['rev-parse', 'HEAD'], options).trim();
  } catch {
    return null;
  }
}

/** The engine and both doors: ES modules that share chunks, so that each door loads only what it needs. */
const node = {
  absWorkingDir: root,
  entryPoints: { extension: 'src/extension.ts', cli: 'src/cli.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // ES modules where a package has them: what is not used falls away (graphql: 120 KB).
  mainFields: ['module', 'main'],
  external: ['vscode'],
  minify: !dev,
  sourcemap: dev ? 'linked' : false,
  legalComments: 'none',
  loader: { '.md': 'text', '.graphql': 'text', '.sh': 'text' },
  metafile: true,
  define: { MAESTRO_COMMIT: JSON.stringify(commit()) },
  logLevel: 'warning',
  banner: { js: COMMONJS },
};

/** The panels: plain browser code with its styles beside it. */
const web = {
  absWorkingDir: root,
  entryPoints: { stats: 'webview-ui/stats.ts' },
  outdir: 'dist/webview',
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  minify: !dev,
  sourcemap: dev ? 'linked' : false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

/** Writes what was built; most files hold no CommonJS and need no banner for it, which is 13 KB in the extension alone. */
async function writeWithoutNeedlessBanners({ outputFiles, metafile }) {
  const banner = `${COMMONJS}\n`;
  for (const { path, text } of outputFiles) {
    const at = text.indexOf(banner);
    const rest = at < 0 ? text : text.slice(0, at) + text.slice(at + banner.length);
    const needed = at < 0 || /\b(?:require|__filename)\b/.test(rest);
    const kept = needed ? text : rest;
    metafile.outputs[relative(root, path).split(sep).join('/')].bytes = Buffer.byteLength(kept);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, kept, { mode: kept.startsWith('#!') ? 0o755 : 0o644 });
  }
}

/** The licences of everything that was bundled, as their texts ask for. */
async function writeNotices(metafiles) {
  const packages = new Set();
  for (const { inputs } of metafiles)
    for (const path of Object.keys(inputs)) {
      const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
      if (found) packages.add(found[1]);
    }
  const texts = [];
  for (const folder of [...packages].sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
    const file = (await readdir(join(root, folder))).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(join(root, folder, file), 'utf8') : '';
    texts.push(`${name} ${version} (${license ?? 'see below'})\n\n${text.trim()}\n`);
  }
  await writeFile(join(dist, 'THIRD-PARTY-NOTICES.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`));
}

/** Builds everything once. */
export async function build() {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  const results = await Promise.all([esbuild.build({ ...node, write: dev }), esbuild.build(web)]);
  // A source map counts lines: with one the banners stay.
  if (!dev) await writeWithoutNeedlessBanners(results[0]);
  await cp(join(root, 'src/rehearsal/sample'), join(dist, 'sample'), { recursive: true });
  await writeFile(
    join(dist, 'meta.json'),
    JSON.stringify({ node: results[0].metafile, web: results[1].metafile }),
  );
  await writeNotices(results.map((result) => result.metafile));
}

if (process.argv.includes('--watch')) {
  await mkdir(dist, { recursive: true });
  for (const options of [node, web]) await (await esbuild.context(options)).watch();
} else if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
