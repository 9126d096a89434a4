#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { actionsOf } from './cli/act.ts';
import { openDoor } from './cli/door.ts';
import { EXIT } from './cli/exit.ts';
import { addGeneralCommands } from './cli/general-commands.ts';
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
addGeneralCommands(program, act);

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
