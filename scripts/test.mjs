// Runs the checks and the tests: `npm test -- --help` says what it can be asked. Needs nothing installed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installDependencies, requireNode, root } from './lib/install.mjs';
import { HELP, readArguments, seedIn, WrongUse } from './lib/testing/arguments.mjs';
import { startChildren } from './lib/testing/children.mjs';
import { killProcesses, watchLeftovers } from './lib/testing/leftovers.mjs';
import { startReport } from './lib/testing/report.mjs';
import { runFolders } from './lib/testing/run-folders.mjs';
import { runPlan } from './lib/testing/schedule.mjs';
import { slowness } from './lib/testing/slowness.mjs';

requireNode();
const { asked, seed } = readCommand();
if (asked.help) {
  console.log(HELP);
  process.exit(0);
}
installDependencies();

/** A Ctrl-C comes twice at once: from the terminal, and from npm, which hands it on. */
const SAME_MS = 1_000;
let interruptedAt = 0;
let closed;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, interrupt);

const run = runFolders();
// Whatever it is that ends this process.
process.on('exit', run.remove);
const leftovers = watchLeftovers(run);
const report = startReport(seed);
const slow = slowness();
const children = startChildren({
  ...process.env,
  ...run.env,
  MAESTRO_SEED: seed,
  MAESTRO_SLOWNESS: String(slow),
});
report.print(`seed ${seed} (repeat with MAESTRO_SEED=${seed}), slowness ${slow}`);
try {
  await runPlan({ children, report, seed }, asked);
} catch (error) {
  // A fault of the runner's own: nothing it has started goes on without it.
  report.alsoFailed({
    stage: 'runner',
    where: 'scripts/test.mjs',
    text: String(error.stack),
    command: 'npm test',
  });
  await children.endAll();
  await killProcesses(run);
}
// An interruption ends this process by itself.
if (!interruptedAt) {
  const isWell = await close();
  process.exit(interruptedAt ? 130 : isWell ? 0 : 1);
}

/** Looks for what was left behind, clears up, and tells the end of the report: once. */
function close() {
  closed ??= leftovers.find().then((left) => {
    run.remove();
    report.leftBehind(left);
    return report.close();
  });
  return closed;
}

/** Ends all that runs, in an orderly way first, and leaves nothing behind; a second Ctrl-C only hurries it. */
async function interrupt() {
  if (interruptedAt) {
    if (Date.now() - interruptedAt > SAME_MS) children.hurry();
    return;
  }
  interruptedAt = Date.now();
  report.print('\nInterrupted: ending what runs …');
  await children.endAll();
  await killProcesses(run);
  run.remove();
  await close();
  process.exit(130);
}

function readCommand() {
  try {
    const where = { root, exists: (path) => existsSync(join(root, path)) };
    return { asked: readArguments(process.argv.slice(2), where), seed: seedIn(process.env.MAESTRO_SEED) };
  } catch (error) {
    if (!(error instanceof WrongUse)) throw error;
    console.error(error.message);
    return process.exit(2);
  }
}
