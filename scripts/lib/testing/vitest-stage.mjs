// A stage that is one of Vitest's projects.
import { join } from 'node:path';
import { root } from '../install.mjs';
import { commandFor } from './commands.mjs';

const VITEST = join(root, 'node_modules/vitest/vitest.mjs');
const REPORTER = join(root, 'scripts/lib/testing/vitest-reporter.mjs');

/** What a failed test needs besides its seed to be the same again. */
const LEVELS = ['MAESTRO_MORE', 'MAESTRO_SWEEP'];

/**
 * Runs files of a project, and reports what its reporter tells.
 * @param {object} context
 * @param {ReturnType<typeof import('./children.mjs').startChildren>} context.children
 * @param {import('./report.mjs').Report} context.report
 * @param {string} context.seed
 * @param {object} what
 * @param {string} what.stage the name in the report
 * @param {string} [what.project] where it is called otherwise
 * @param {string[]} [what.filters] files or parts of their paths; none: all
 * @param {string[]} [what.leftOut] patterns of files
 * @param {string} [what.pattern] the name of a test
 * @param {Record<string, string>} [what.env]
 */
export async function vitestStage(
  { children, report, seed },
  { stage, project = stage, filters = [], leftOut = [], pattern, env = {} },
) {
  const repeat = { MAESTRO_SEED: seed };
  for (const name of LEVELS) {
    const value = env[name] ?? process.env[name];
    if (value) repeat[name] = value;
  }
  const told = { over: false, failed: 0, run: 0 };
  const printed = [];

  function onFailure({ file, title, test, text, unhandled }) {
    told.failed++;
    const where = [file, title].filter(Boolean).join(' > ');
    const command = file
      ? commandFor({ file, name: test, env: repeat })
      : commandFor({ file: stage, env: repeat });
    const failure = { stage, where, text, command };
    if (unhandled) report.alsoFailed(failure);
    else report.failed(failure);
  }

  function onMessage(message) {
    if (message.type === 'start') report.begin(stage, message.files);
    else if (message.type === 'failure') onFailure(message.failure);
    else if (message.type === 'file') {
      const { file, counts, ms, output } = message;
      told.run += counts.passed + counts.failed;
      report.done({ stage, name: file.replace(`test/${project}/`, ''), counts, ms, output });
    } else told.over = true;
  }

  const args = [VITEST, 'run', `--project=${project}`, `--reporter=${REPORTER}`, ...filters];
  args.push(...leftOut.map((path) => `--exclude=${path}`));
  if (pattern !== undefined) args.push(`--testNamePattern=${pattern}`);
  const code = await children.run(args, {
    env,
    onMessage,
    onLine(line) {
      if (line.trim() === '') return;
      printed.push(line);
      report.note(stage, line);
    },
  });
  if (children.ending) return;
  const command = commandFor({ file: stage, env: { MAESTRO_SEED: seed } });
  const last = printed.slice(-20).join('\n');
  if (!told.over)
    report.alsoFailed({ stage, where: `Vitest ended with code ${code} before its end`, text: last, command });
  else if (code !== 0 && told.failed === 0)
    report.alsoFailed({ stage, where: `Vitest ended with code ${code}`, text: last, command });
  else if (pattern !== undefined && told.run === 0)
    report.alsoFailed({ stage, where: 'no test has that name', text: pattern, command });
}
