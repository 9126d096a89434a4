// The stages that are commands: each is one test, and passes when it exits with 0.
import { join } from 'node:path';
import { root } from '../install.mjs';

const bin = (name) => join(root, 'node_modules', name);
const biome = bin('@biomejs/biome/bin/biome');

/** A project's types. What was found to be right is remembered: the next run looks at what has changed, and what depends on it. */
function types(project) {
  const memory = join(root, '.maestro-test/types', `${project.replaceAll(/\W/g, '-')}.tsbuildinfo`);
  return {
    name: `types of ${project}`,
    // In one thread: with two they do twice the work, which two cores don't gain back.
    args: [
      bin('@typescript/native/bin/tsc'),
      ...['-p', project, '--singleThreaded', '--incremental', '--tsBuildInfoFile', memory],
    ],
    command: `npm run types -- -p ${project}`,
  };
}

const CHECKS = [
  types('.'),
  types('webview-ui'),
  types('test/vscode'),
  { name: 'lint and walls', args: [biome, 'lint', '--error-on-warnings'], command: 'npm run lint' },
  { name: 'format', args: [biome, 'format'], command: 'npm run format:check' },
  {
    name: 'unused code',
    args: [bin('knip/bin/knip.js'), '--no-progress'],
    command: 'npm run unused',
  },
];

/**
 * Runs one; its output is shown only when it fails.
 * @param {Pick<Parameters<typeof import('./vitest-stage.mjs').vitestStage>[0], 'children' | 'report'>} context
 */
async function check({ children, report }, stage, { name, args, command }) {
  const from = Date.now();
  const printed = [];
  const code = await children.run(args, { onLine: (line) => printed.push(line) });
  if (children.ending) return false;
  const counts = { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  if (code !== 0) report.failed({ stage, where: name, text: printed.join('\n'), command });
  report.done({ stage, name, counts, ms: Date.now() - from });
  return code === 0;
}

/** Types, lint, format and unused code; `abreast` of them at a time. */
export async function checksStage(context, abreast) {
  context.report.begin('checks', CHECKS.length);
  const left = [...CHECKS];
  const row = async () => {
    for (let next = left.shift(); next; next = left.shift()) await check(context, 'checks', next);
  };
  await Promise.all(Array.from({ length: abreast }, row));
}

/** Builds `dist`, once for all stages that need it. Returns whether it could be built. */
export async function buildStage(context) {
  const from = Date.now();
  context.report.begin('build', 1);
  const command = { name: 'build', args: ['scripts/build.mjs'], command: 'npm run build' };
  const built = await check(context, 'build', command);
  context.report.end('build', Date.now() - from);
  return built;
}
