// Runs the checks and tests: `node scripts/test.mjs [stage …]`. Without a stage: all but the sweeps. Needs nothing installed.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installDependencies, requireNode, root } from './lib/install.mjs';
import { leftovers, snapshot } from './lib/leftovers.mjs';

requireNode();
installDependencies();

const results = join(root, '.maestro-test/results');
const bin = (name) => join(root, 'node_modules', name);
const seed = process.env.MAESTRO_SEED ?? String(Date.now() % 1_000_000);
// Everything a stage starts inherits this mark: whatever still carries it at the end was left behind.
const mark = `maestro-${randomUUID()}`;
const total = { passed: 0, failed: 0, skipped: 0 };

/** Runs one command to its end with our own output; resolves to its exit code. */
function run(args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, MAESTRO_SEED: seed, MAESTRO_TEST_RUN: mark, ...env },
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** A command that is one test: it passes when it exits with 0. */
async function check(title, args) {
  const from = Date.now();
  const code = await run(args);
  console.log(`${code === 0 ? '✓' : '✗'} ${title} (${Date.now() - from} ms)`);
  total[code === 0 ? 'passed' : 'failed']++;
  return code === 0;
}

/** A Vitest project, its tests counted from its own report. */
async function vitest(project, filters = [], env = {}) {
  const report = join(results, `${project}.json`);
  rmSync(report, { force: true });
  const code = await run(
    [
      bin('vitest/vitest.mjs'),
      'run',
      `--project=${project}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...filters,
    ],
    env,
  );
  if (!existsSync(report)) {
    total.failed++;
    return;
  }
  const told = JSON.parse(readFileSync(report, 'utf8'));
  total.passed += told.numPassedTests;
  total.skipped += told.numPendingTests + told.numTodoTests;
  // A file that could not even be loaded has no failed test of its own, yet it did fail.
  total.failed += told.numFailedTests || (code === 0 ? 0 : 1);
}

/** A script that writes `{passed, failed, skipped}` to the file named by MAESTRO_RESULTS. */
async function counted(name, args) {
  const report = join(results, `${name}.json`);
  rmSync(report, { force: true });
  const code = await run(args, { MAESTRO_RESULTS: report });
  const told = existsSync(report)
    ? JSON.parse(readFileSync(report, 'utf8'))
    : { passed: 0, failed: 1, skipped: 0 };
  total.passed += told.passed;
  total.skipped += told.skipped;
  total.failed += told.failed || (code === 0 ? 0 : 1);
}

let built;
/** Builds once a run, however many stages need it. */
const build = () => {
  built ??= check('build', ['scripts/build.mjs']);
  return built;
};

const stages = {
  async checks() {
    for (const project of ['.', 'webview-ui', 'test/vscode'])
      await check(`types of ${project}`, [bin('typescript/bin/tsc'), '-p', project]);
    await check('lint and walls', [bin('@biomejs/biome/bin/biome'), 'lint', '--error-on-warnings']);
    await check('format', [bin('@biomejs/biome/bin/biome'), 'format']);
    await check('unused code', [bin('knip/bin/knip.js'), '--no-progress']);
  },
  unit: () => vitest('unit'),
  async integration() {
    if (await build()) await vitest('integration');
  },
  async vscode() {
    if (await build()) await counted('vscode', ['scripts/lib/run-vscode-tests.mjs']);
  },
  async e2e() {
    if (await build()) await vitest('e2e');
  },
  async bench() {
    if (await build()) await vitest('bench');
  },
  async sweeps() {
    if (await build())
      await vitest('integration', ['test/integration/sweeps', '/linear.test.ts', '/opencode.test.ts'], {
        MAESTRO_SWEEP: '1',
      });
  },
};

const asked = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const unknown = asked.filter((name) => !(name in stages));
if (unknown.length > 0) {
  console.error(`There is no stage ${unknown.join(', ')}. The stages: ${Object.keys(stages).join(', ')}.`);
  process.exit(2);
}
const chosen = asked.length > 0 ? asked : Object.keys(stages).filter((name) => name !== 'sweeps');

mkdirSync(results, { recursive: true });
const before = snapshot();
console.log(`seed ${seed} (repeat with MAESTRO_SEED=${seed})`);
const began = Date.now();
for (const name of chosen) {
  console.log(`\n── ${name} ${'─'.repeat(60 - name.length)}`);
  const from = Date.now();
  await stages[name]();
  console.log(`── ${name}: ${((Date.now() - from) / 1000).toFixed(1)} s`);
}

const left = await leftovers(before, mark);
for (const what of left) console.error(`left behind: ${what}`);
total[left.length === 0 ? 'passed' : 'failed']++;
console.log(`\nin ${((Date.now() - began) / 1000).toFixed(1)} s, seed ${seed}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
