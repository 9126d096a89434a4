import { Argument, type Command, Option } from 'commander';
import type { Act } from './act.ts';
import type { CheckKind } from './commands/check.ts';
import { EXIT } from './exit.ts';
import { json } from './options.ts';

/** Adds the commands that belong to neither half: agents, checks, rehearsals. */
export function addGeneralCommands(program: Command, act: Act): void {
  program
    .command('agents')
    .description('which agents are installed and signed in, and what to do about those that are not')
    .option('--refresh', 'look again, even at what was ready a few minutes ago')
    .addOption(json())
    .action(act(async (at, options) => (await import('./commands/agents.ts')).agents(at, options)));

  program
    .command('check')
    .description(
      'what is wrong with an issue body, a document, a registry, a workflow or a service config, and what is read from it',
    )
    .addArgument(new Argument('<kind>').choices(['issue', 'document', 'registry', 'workflow', 'config']))
    .argument('<file>', 'a file, or - for standard input')
    .addOption(json())
    .action(
      act(async (at, kind: CheckKind, file: string, options) =>
        (await import('./commands/check.ts')).check(at, kind, file, options),
      ),
    );

  program
    .command('rehearse')
    .description('run the whole flow for a local repository against a forge on this machine')
    .argument('[path]', 'a git repository (default: the bundled sample)')
    .option('-a, --agent <agent>', 'the agent that does the work', 'scripted')
    .option('-m, --model <model>', "the agent's model (default: its own)")
    .option('--document <path...>', 'the documents (default: those found in the repository)')
    .option('--keep', 'keep the clone and the journal, and say where they are')
    .option('--serve', 'set the forge up, print its addresses, and leave it running until Ctrl-C')
    .option(
      '--orchestrator',
      'rehearse the orchestrator instead: a tracker, a forge and one issue on this machine',
    )
    .addOption(
      new Option('--tracker <kind>', 'with --orchestrator: where its issue is').choices(['linear', 'github']),
    )
    .action(
      act(async (at, path: string | undefined, options) =>
        options.orchestrator
          ? (await import('./commands/rehearse-orchestrator.ts')).rehearseOrchestrator(at, path, options)
          : (await import('./commands/rehearse.ts')).rehearse(at, path, options),
      ),
    );

  // What a rehearsal of the orchestrator starts in place of Codex.
  program
    .command('scripted-codex', { hidden: true })
    .argument('<mode>')
    .action(
      act(async () => {
        const { serveScriptedCodex } = await import('../rehearsal/scripted-codex/serve.ts');
        await serveScriptedCodex(process.stdin, process.stdout);
        return EXIT.good;
      }),
    );
}
