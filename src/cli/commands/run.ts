import { systemClock } from '../../platform/clock.ts';
import { homeFrom } from '../../platform/paths.ts';
import { findProject, openProject } from '../../orchestrator/project.ts';
import { runOnce } from '../../orchestrator/run-once.ts';
import type { Run } from '../../orchestrator/runs/run.ts';
import { MaestroError } from '../../platform/errors.ts';
import { hideVariables } from '../../platform/process/own-environment.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { terminalLog } from '../log.ts';
import { runEventLines } from '../render/run.ts';

/** A project may have hundreds of issues that are not to be started. */
const MAX_NOTES = 20;

export interface RunOptions {
  once?: boolean;
  dryRun?: boolean;
  issue?: string;
  /** Another name for it. */
  issueId?: string;
  config?: string;
}

/** `run --once [WORKFLOW]`: one bounded pass over the configured project, or over that of a YAML workflow alone. */
export async function run(door: Door, workflow: string | undefined, options: RunOptions): Promise<number> {
  const { terminal, signal } = door;
  if (!options.once)
    throw new MaestroError('cli.usage', 'maestro run can only make one pass at a time for now.', {
      remedy: 'Write: maestro run --once [--dry-run] [--issue ID] [WORKFLOW]',
    });
  const { issue = options.issueId, issueId = issue, dryRun = false } = options;
  if (issue !== issueId)
    throw new MaestroError(
      'cli.usage',
      '--issue and --issue-id are the same option, but they name two different issues.',
      {
        remedy: 'Give only one of them.',
      },
    );
  const named = { config: options.config ?? null, workflow: workflow ?? null };
  const project = await findProject(named, process.cwd(), process.env);
  if (project === null) {
    if (!dryRun)
      throw new MaestroError(
        'config.missing',
        'There is no maestro.toml, neither in ./tmp nor in the config folder.',
        {
          remedy:
            'Copy maestro.example.toml to ./tmp/maestro.toml and fill it in, or name one with --config; a WORKFLOW.md with YAML front matter runs without one.',
        },
      );
    terminal.out('dry run: no maestro config found; nothing to execute.');
    return EXIT.good;
  }
  const ctx = await openProject(
    project,
    {
      home: homeFrom(process.env),
      env: process.env,
      clock: systemClock,
      dryRun,
      log: terminalLog(terminal, (text) => text),
      onEvent: (event) => {
        for (const line of runEventLines(event, terminal)) terminal.out(ctx.redact(line));
      },
    },
    signal,
  );
  // Those that the config names, whatever they are called.
  hideVariables((name) => !(name in ctx.env));
  const row = (label: string, text: string): void =>
    terminal.out(`${terminal.look('bold', label.padEnd(10))}${text}`);
  const asked = { issue: issue ?? null, dryRun };
  const { choice, run: done, notes } = await runOnce(ctx, asked, signal);
  for (const note of firstOf(notes)) terminal.note(terminal.look('dim', ctx.redact(note)));
  if (!choice) {
    terminal.out('Nothing to do.');
    return EXIT.good;
  }
  if (!done) {
    row('issue', choice.identifier);
    if (choice.branch !== null) row('branch', choice.branch);
    row('lane', choice.workspacePath);
    row('attempt', String(choice.attempt));
    terminal.out('dry run: nothing was changed.');
    return EXIT.good;
  }
  return closing(done, row);
}

/** As many as somebody reads, and how many there are besides. */
function firstOf(notes: readonly string[]): string[] {
  const more = notes.length - MAX_NOTES;
  if (more <= 1) return [...notes];
  return [
    ...notes.slice(0, MAX_NOTES),
    `… and ${more} more; name one of them with --issue to read about it.`,
  ];
}

function closing(run: Run, row: (label: string, text: string) => void): number {
  const { facts, closed, pullUrl, failure, retryAt, writeBackProblem } = run;
  row(
    'run',
    `${facts.id}, attempt ${run.attempt}${facts.maxAttempts === null ? '' : ` of ${facts.maxAttempts + run.excused}`}`,
  );
  if (pullUrl) row('pull', pullUrl);
  row('state', closed ? `${closed.how.replace('_', ' ')}: ${closed.reason}` : run.phase.replace('_', ' '));
  if (failure && closed?.how !== 'succeeded') row('failure', `${failure.message} [${failure.errorClass}]`);
  if (writeBackProblem && !closed) row('tracker', `${writeBackProblem.message} [${writeBackProblem.code}]`);
  const next = run.phase === 'retry_wait' ? `attempt ${run.attempt + 1}` : 'the tracker is updated again';
  if (!closed && (retryAt || writeBackProblem))
    row('next', `${next} ${retryAt ? `at ${retryAt}` : 'by the next pass'}`);
  return closed && closed.how !== 'needs_attention' ? EXIT.good : EXIT.failed;
}
