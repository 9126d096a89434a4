#!/usr/bin/env node
import { Argument, Command, CommanderError, Option } from 'commander';
import { actionsOf } from './cli/act.ts';
import type { CheckKind } from './cli/commands/check.ts';
import { openDoor } from './cli/door.ts';
import { EXIT } from './cli/exit.ts';
import { json } from './cli/options.ts';
import { addOrchestratorCommands } from './cli/orchestrator-commands.ts';
import { addSymphonyCommands } from './cli/symphony-commands.ts';
import { processTerminal } from './cli/terminal.ts';
import { hideVariables, namesSecret, refuseDebugger } from './platform/process/own-environment.ts';
import { redactor } from './platform/redact.ts';
import { versionText } from './cli/version-text.ts';

// Before anything else runs: what an agent, or a command of a repository, starts could read them there.
hideVariables(namesSecret);
refuseDebugger();
const terminal = processTerminal();
const stop = new AbortController();
const redact = redactor([process.env.GITHUB_TOKEN, process.env.GH_TOKEN]);
const door = openDoor(terminal, stop.signal);
const act = actionsOf(door, redact);

const program = new Command('maestro')
  .description(
    'Donate AI tokens to open source: claim an issue, run its documents through your agent, hand the pull request over (maestro symphony). Or let a repository run its own issues, each in a lane of its own up to a pull request: the orchestrator (maestro run, status, protocol).',
  )
  .version(versionText(process.argv))
  .showHelpAfterError('(see --help)')
  .configureOutput({
    outputError: (text, write) => write(text.replace(/^error: /, terminal.look('red', 'error '))),
  })
  .exitOverride();

addSymphonyCommands(program, act);
addOrchestratorCommands(program, act);

program
  .command('agents')
  .description('which agents are installed and signed in, and what to do about those that are not')
  .option('--refresh', 'look again, even at what was ready a few minutes ago')
  .addOption(json())
  .action(act(async (at, options) => (await import('./cli/commands/agents.ts')).agents(at, options)));

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
      (await import('./cli/commands/check.ts')).check(at, kind, file, options),
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
        ? (await import('./cli/commands/rehearse-orchestrator.ts')).rehearseOrchestrator(at, path, options)
        : (await import('./cli/commands/rehearse.ts')).rehearse(at, path, options),
    ),
  );

// What a rehearsal of the orchestrator starts in place of Codex.
program
  .command('scripted-codex', { hidden: true })
  .argument('<mode>')
  .action(
    act(async () => {
      const { serveScriptedCodex } = await import('./rehearsal/scripted-codex/serve.ts');
      await serveScriptedCodex(process.stdin, process.stdout);
      return EXIT.good;
    }),
  );

// Not `once`: a listener that has left makes the lock library's own one the last, and that one ends the process by the
// same signal, before anything was cleaned up.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort());
// A reader that closes early (`| head`) is not an error. What is under way ends as by Ctrl-C, so that it can clean up.
let readerLeft = false;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.exit(EXIT.failed);
  readerLeft = true;
  stop.abort();
});

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.good : EXIT.usage;
}
if (readerLeft) process.exitCode = EXIT.good;
