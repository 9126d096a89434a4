#!/usr/bin/env node
import { Argument, Command, CommanderError } from 'commander';
import { actionsOf } from './cli/act.ts';
import { openDoor } from './cli/door.ts';
import { EXIT } from './cli/exit.ts';
import { json } from './cli/options.ts';
import { addSymphonyCommands } from './cli/symphony-commands.ts';
import { processTerminal } from './cli/terminal.ts';
import { redactor } from './platform/redact.ts';
import { VERSION } from './platform/version.ts';

const terminal = processTerminal();
const stop = new AbortController();
const redact = redactor([process.env.GITHUB_TOKEN, process.env.GH_TOKEN]);
const door = openDoor(terminal, stop.signal);
const act = actionsOf(door, redact);

const program = new Command('maestro')
  .description(
    'Donate AI tokens to open source: claim an issue, run its documents through your agent, hand the pull request over.',
  )
  .version(VERSION)
  .showHelpAfterError('(see --help)')
  .configureOutput({
    outputError: (text, write) => write(text.replace(/^error: /, terminal.look('red', 'error '))),
  })
  .exitOverride();

addSymphonyCommands(program, act);

program
  .command('agents')
  .description('which agents are installed and signed in, and what to do about those that are not')
  .addOption(json())
  .action(act(async (at, options) => (await import('./cli/commands/agents.ts')).agents(at, options)));

program
  .command('check')
  .description('what is wrong with an issue body, a document or a registry, and what would be read from it')
  .addArgument(new Argument('<kind>').choices(['issue', 'document', 'registry']))
  .argument('<file>', 'a file, or - for standard input')
  .addOption(json())
  .action(
    act(async (at, kind: 'issue' | 'document' | 'registry', file: string, options) =>
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
  .action(
    act(async (at, path: string | undefined, options) =>
      (await import('./cli/commands/rehearse.ts')).rehearse(at, path, options),
    ),
  );

for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
// A reader that closes early (`| head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.good : EXIT.failed),
);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.good : EXIT.usage;
}
