import { findProject, projectId } from '../../orchestrator/project.ts';
import { type RunStatus, statusOf } from '../../orchestrator/status.ts';
import { MaestroError } from '../../platform/errors.ts';
import { homeFrom } from '../../platform/paths.ts';
import { oneLine } from '../../platform/text.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { type OrchestratorStatusOutput, printJson } from '../json.ts';
import { ago, columns, count } from '../render/format.ts';

/** `status [WORKFLOW]`: the runs of the configured project, or of a YAML workflow alone. */
export async function orchestratorStatus(
  door: Door,
  workflow: string | undefined,
  options: { json?: boolean; limit: string; config?: string },
): Promise<number> {
  const { terminal } = door;
  const named = { config: options.config ?? null, workflow: workflow ?? null };
  const project = await findProject(named, process.cwd(), process.env);
  if (project === null)
    throw new MaestroError(
      'config.missing',
      'There is no maestro.toml, neither in ./tmp nor in the config folder.',
      {
        remedy: 'Name one with --config, or a YAML workflow. (Your contributions: maestro symphony status)',
      },
    );
  const id = await projectId(project, process.env);
  const now = new Date();
  const status = await statusOf(homeFrom(process.env), id, limitOf(options.limit), now);
  if (options.json) {
    const output: OrchestratorStatusOutput = status;
    printJson(terminal, output);
    return EXIT.good;
  }
  const section = (title: string, runs: readonly RunStatus[], row: (run: RunStatus) => string[]): void => {
    terminal.out(terminal.look('bold', title));
    if (runs.length === 0) terminal.out('  none');
    for (const line of columns(runs.map(row))) terminal.out(`  ${line}`);
  };
  section('Active runs', status.active, (run) => [
    run.identifier,
    (run.phase ?? '').replaceAll('_', ' '),
    `attempt ${run.attempt}`,
    `${count(run.tokens.input + run.tokens.output)} tokens`,
    run.next_retry_at ? `next at ${run.next_retry_at}` : `active ${ago(run.last_run_activity_at, now)}`,
    oneLine(run.wait_reason ?? run.title, 80),
  ]);
  section('Recent runs', status.recent, (run) => [
    run.identifier,
    (run.outcome ?? '').replace('_', ' '),
    `attempt ${run.attempt}`,
    `${count(run.tokens.input + run.tokens.output)} tokens`,
    ago(run.ended_at ?? run.last_event_at, now),
    run.pr_url ?? run.error_class ?? '',
  ]);
  for (const { code, message } of status.problems) terminal.note(`${oneLine(message, 400)} [${code}]`);
  return EXIT.good;
}

function limitOf(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new MaestroError('cli.usage', `--limit takes a number, not ${JSON.stringify(text)}.`);
}
