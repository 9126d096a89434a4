// Which stages run when. Two rows: what computes (checks, unit and integration tests, with a worker for each of two cores), and
// beside it what mostly waits (the build, editors, browsers). Measurements come last, alone.
import { buildStage, checksStage } from './checks-stage.mjs';
import { leftOut, MORE, SWEEPS } from './drawn.mjs';
import { vitestStage } from './vitest-stage.mjs';

const BUILT = ['integration', 'vscode', 'e2e', 'bench', 'more', 'sweeps'];
const BESIDE = ['vscode', 'e2e'];

/**
 * Runs the plan to its end, or until its children are being ended.
 * @param {Parameters<typeof vitestStage>[0]} context
 * @param {ReturnType<typeof import('./arguments.mjs').readArguments>} asked
 */
export async function runPlan(context, { plan, pattern }) {
  const { children, report, seed } = context;
  /** Stages that are run whole: a file installs by itself what it needs. */
  const whole = (...stages) => plan.some((one) => stages.includes(one.stage) && one.files.length === 0);
  const beside = plan.filter(({ stage }) => BESIDE.includes(stage));

  const install = async (wanted, ...tools) => {
    if (!wanted) return;
    const onLine = (line) => report.note('install', line);
    const code = await children.run(['scripts/lib/testing/install-tools.mjs', ...tools], { onLine });
    // The tests that need it will say so.
    if (code !== 0 && !children.ending)
      report.note('install', `${tools.join(', ')}: not all could be installed`);
  };
  // Begun at once, so that a first run has them when the checks and the unit tests are done.
  const editor = install(whole(...BESIDE), 'browser', 'editor');
  const agents = install(whole('integration', 'more', 'sweeps'), 'codex', 'claude', 'opencode', 'gemini');
  const built = plan.some(({ stage }) => BUILT.includes(stage)) ? buildStage(context) : Promise.resolve(true);

  const vitest = (stage, filters, more = {}) => vitestStage(context, { stage, filters, pattern, ...more });
  const withAgents = async (stage, filters, more) => {
    await agents;
    await vitest(stage, filters, more);
  };
  const stages = {
    checks: () => checksStage(context, beside.length > 0 ? 1 : 2),
    unit: (files) => vitest('unit', files),
    integration: (files) =>
      withAgents('integration', files, files.length > 0 ? {} : { leftOut: leftOut(seed) }),
    // The part of e2e that runs in an editor's extension host, for itself.
    vscode: () => vitest('vscode', ['test/e2e/in-host'], { project: 'e2e' }),
    e2e: (files) => vitest('e2e', files),
    bench: (files) => vitest('bench', files),
    more: () => withAgents('more', MORE, { project: 'integration', env: { MAESTRO_MORE: '1' } }),
    sweeps: () => withAgents('sweeps', SWEEPS, { project: 'integration', env: { MAESTRO_SWEEP: '1' } }),
  };
  const inTurn = async (part) => {
    for (const { stage, files } of part) {
      if (BUILT.includes(stage) && !(await built)) continue;
      if (children.ending) return;
      const from = Date.now();
      await stages[stage](files);
      report.end(stage, Date.now() - from);
    }
  };

  const main = plan.filter(({ stage }) => !BESIDE.includes(stage) && stage !== 'bench');
  await Promise.all([inTurn(main), editor.then(() => inTurn(beside)), built]);
  await inTurn(plan.filter(({ stage }) => stage === 'bench'));
}
