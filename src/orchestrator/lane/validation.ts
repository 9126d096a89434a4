import { oneLine, plural } from '../../platform/text.ts';
import { type CommandPlace, type CommandResult, runInLane, succeeded } from './command.ts';

/** What the validation commands of a workflow said of a lane; part of the hand-off. */
export interface ValidationResult {
  /** Also when there was nothing to run. */
  passed: boolean;
  /** Those that ran, in their order; only the last can have failed. */
  commands: CommandResult[];
  /** How many were not run because an earlier one failed. */
  skipped: number;
}

/** Runs the commands in the lane one after another, each with the time limit; the first that fails ends it. */
export async function validate(commands: readonly string[], place: CommandPlace): Promise<ValidationResult> {
  const done: CommandResult[] = [];
  for (const command of commands) {
    const result = await runInLane(command, place);
    done.push(result);
    if (!succeeded(result)) return { passed: false, commands: done, skipped: commands.length - done.length };
  }
  return { passed: true, commands: done, skipped: 0 };
}

/** One line for a comment: `passed (2 commands)`, `failed: "npm test" ended with exit code 1 (1 of 2 passed)`. */
export function describeValidation({ passed, commands, skipped }: ValidationResult): string {
  const last = commands.at(-1);
  if (!last) return 'no validation commands';
  const total = commands.length + skipped;
  if (passed) return `passed (${plural(total, 'command')})`;
  const code = last.exitCode === null ? 'was ended by a signal' : `ended with exit code ${last.exitCode}`;
  const how = last.timedOut ? 'did not end within its time limit' : code;
  return `failed: ${JSON.stringify(oneLine(last.command, 120))} ${how} (${commands.length - 1} of ${total} passed)`;
}
