import { type Command, Option } from 'commander';
import type { Act } from './act.ts';
import { json } from './options.ts';

/** Adds the commands of the orchestrator: what runs a repository's own issues. */
export function addOrchestratorCommands(program: Command, act: Act): void {
  const protocol = program.command('protocol').description("the agent's protocol");

  protocol
    .command('probe')
    .description('whether the installed Codex can do what the orchestrator asks of it (one short turn)')
    .addOption(
      new Option('--listen <transport>', 'how Codex is talked to').choices(['stdio://']).default('stdio://'),
    )
    .addOption(json())
    .action(act(async (at, options) => (await import('./commands/probe.ts')).probe(at, options)));

  program
    .command('run')
    .description('run the next issue of a configured project, in a lane of its own, up to the hand-off')
    .argument('[workflow]', WORKFLOW)
    .option('--once', 'one bounded pass, then end')
    .option('--dry-run', 'say what would be done; change nothing anywhere')
    .option('--issue <id>', 'only this issue, by its identifier or id')
    .addOption(new Option('--issue-id <id>', 'the same as --issue'))
    .addOption(config())
    .action(
      act(async (at, workflow: string | undefined, options) =>
        (await import('./commands/run.ts')).run(at, workflow, options),
      ),
    );

  program
    .command('status')
    .description('the runs of a configured project (of your contributions: maestro symphony status)')
    .argument('[workflow]', WORKFLOW)
    .option('--limit <n>', 'how many of the recent runs', '10')
    .addOption(config())
    .addOption(json())
    .action(
      act(async (at, workflow: string | undefined, options) =>
        (await import('./commands/orchestrator-status.ts')).orchestratorStatus(at, workflow, options),
      ),
    );
}

const WORKFLOW = 'a WORKFLOW.md with YAML front matter, which runs without a maestro.toml';

const config = (): Option =>
  new Option('--config <path>', 'the maestro.toml (default: ./tmp/maestro.toml, then the config folder)');
