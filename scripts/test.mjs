// Runs the checks and tests: `node scripts/test.mjs [stage …]`. Without a stage: all but the sweeps. Needs nothing installed.
import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installDependencies, requireNode, root } from './lib/install.mjs';
import { leftovers, oursIn, removeTemporaryFolder, temporaryEnv, temporaryFolder } from './lib/leftovers.mjs';

requireNode();
installDependencies();

const results = join(root, '.maestro-test/results');
const bin = (name) => join(root, 'node_modules', name);
const seed = process.env.MAESTRO_SEED ?? String(Date.now() % 1_000_000);
// Everything a stage starts inherits this mark: whatever still carries it at the end was left behind.
const mark = `maestro-${randomUUID()}`;
const total = { passed: 0, failed: 0, skipped: 0 };
let interrupted = false;
// What runs gets the same Ctrl-C and clears up; nothing more is started then. The second one ends this process, too.
process.once('SIGINT', () => {
  interrupted = true;
});

/** Where the output of the stage at hand goes: a list of pieces to print later, or nothing for at once. */
const held = new AsyncLocalStorage();

/** Prints a line, now or when the stage at hand is printed. */
function say(line) {
  const pieces = held.getStore();
  if (pieces) pieces.push(`${line}\n`);
  else console.log(line);
}

/** Runs one command to its end with our own output; resolves to its exit code. */
function run(args, env = {}) {
  if (interrupted) return Promise.resolve(130);
  const pieces = held.getStore();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', ...(pieces ? ['pipe', 'pipe'] : ['inherit', 'inherit'])],
      env: { ...process.env, ...temporaryEnv(temporary), MAESTRO_SEED: seed, MAESTRO_TEST_RUN: mark, ...env },
    });
    child.stdout?.on('data', (chunk) => pieces.push(chunk));
    child.stderr?.on('data', (chunk) => pieces.push(chunk));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** A command that is one test: it passes when it exits with 0. */
async function check(title, args) {
  const from = Date.now();
  const code = await run(args);
  say(`${code === 0 ? '✓' : '✗'} ${title} (${Date.now() - from} ms)`);
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

// These take a minute and more, and those of a row hold much the same: one of each row in every run, chosen by the seed, all in
// the sweeps. What an agent does in a whole run is in `agents/`, always.
const ROWS = [
  ['runner/acp', 'runner/gemini', 'runner/opencode'],
  ['control/pause', 'control/cancel', 'control/meanwhile'],
];

/** Runs jobs in two rows; what each prints stays together. */
async function twoAtATime(jobs) {
  const left = [...jobs];
  const row = async () => {
    for (let job = left.shift(); job; job = left.shift()) {
      const pieces = [];
      await held.run(pieces, job);
      for (const piece of pieces) process.stdout.write(piece);
    }
  };
  await Promise.all([row(), row()]);
}

let built;
/** Builds once a run, however many stages need it. */
const build = () => {
  built ??= check('build', ['scripts/build.mjs']);
  return built;
};

const stages = {
  async checks() {
    const types = ['.', 'webview-ui', 'test/vscode'].map((project) => () => {
      // What was found to be right is remembered: the next run looks at what has changed, and at what depends on it.
      const memory = join(root, '.maestro-test/types', `${project.replaceAll(/\W/g, '-')}.tsbuildinfo`);
      const args = ['-p', project, '--incremental', '--tsBuildInfoFile', memory];
      return check(`types of ${project}`, [bin('typescript/bin/tsc'), ...args]);
    });
    const biome = bin('@biomejs/biome/bin/biome');
    await twoAtATime([
      ...types,
      () => check('lint and walls', [biome, 'lint', '--error-on-warnings']),
      () => check('format', [biome, 'format']),
      () => check('unused code', [bin('knip/bin/knip.js'), '--no-progress']),
    ]);
  },
  unit: () => vitest('unit'),
  async integration() {
    const others = ROWS.flatMap((row) => row.filter((_, at) => at !== Number(seed) % row.length));
    if (await build())
      await vitest(
        'integration',
        others.map((name) => `--exclude=**/${name}.test.ts`),
      );
  },
  /** A part of `e2e`, for itself. */
  async vscode() {
    if (await build()) await vitest('e2e', ['test/e2e/in-host']);
  },
  async e2e() {
    if (await build()) await vitest('e2e');
  },
  async bench() {
    if (await build()) await vitest('bench');
  },
  async sweeps() {
    if (await build())
      await vitest(
        'integration',
        [
          'test/integration/sweeps',
          'test/integration/agents/failures.test.ts',
          'test/integration/agents/rate-limit.test.ts',
          '/codex-same-read.test.ts',
          '/linear.test.ts',
          '/opencode.test.ts',
          '/acp.test.ts',
          '/gemini.test.ts',
          '/control/',
          '/orchestrator/lane.test.ts',
          '/runner/clone.test.ts',
          '/agent-budget.test.ts',
          '/orchestrator/attempts.test.ts',
          '/orchestrator/ends.test.ts',
          '/orchestrator/probe.test.ts',
          '/orchestrator/write-backs',
        ],
        { MAESTRO_SWEEP: '1' },
      );
  },
};

const asked = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const unknown = asked.filter((name) => !(name in stages));
if (unknown.length > 0) {
  console.error(`There is no stage ${unknown.join(', ')}. The stages: ${Object.keys(stages).join(', ')}.`);
  process.exit(2);
}
const chosen =
  asked.length > 0 ? asked : Object.keys(stages).filter((name) => !['sweeps', 'vscode'].includes(name));

mkdirSync(results, { recursive: true });
const temporary = temporaryFolder();
const before = oursIn(dirname(temporary));
console.log(`seed ${seed} (repeat with MAESTRO_SEED=${seed})`);
const began = Date.now();
// Windows and browsers are waited for most of the time: they run beside the integration tests, and are printed after them.
const BESIDE = new Map([['integration', ['e2e']]]);

/** Runs stages one after the other, each between two lines. */
async function inTurn(names) {
  for (const name of names) {
    say(`\n── ${name} ${'─'.repeat(60 - name.length)}`);
    const from = Date.now();
    await stages[name]();
    say(`── ${name}: ${((Date.now() - from) / 1000).toFixed(1)} s`);
  }
}

for (const name of chosen) {
  const beside = (BESIDE.get(name) ?? []).filter((other) => chosen.includes(other));
  if ([...BESIDE].some(([main, others]) => others.includes(name) && chosen.includes(main))) continue;
  const pieces = [];
  await Promise.all([inTurn([name]), held.run(pieces, () => inTurn(beside))]);
  for (const piece of pieces) process.stdout.write(piece);
}

const left = await leftovers(temporary, before, mark);
removeTemporaryFolder(temporary);
for (const what of left) console.error(`left behind: ${what}`);
total[left.length === 0 ? 'passed' : 'failed']++;
console.log(`\nin ${((Date.now() - began) / 1000).toFixed(1)} s, seed ${seed}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(interrupted ? 130 : total.failed === 0 ? 0 : 1);
