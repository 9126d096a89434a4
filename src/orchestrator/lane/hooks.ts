import { MaestroError } from '../../platform/errors.ts';
import { oneLine } from '../../platform/text.ts';
import type { Workflow } from '../workflow/types.ts';
import { type CommandPlace, type CommandResult, runInLane, succeeded } from './command.ts';

/** The moments of a lane at which a repository may have something run in it, with the word that stands in `WORKFLOW.md`. */
const WORDS = {
  afterCreate: 'after_create',
  beforeRun: 'before_run',
  afterRun: 'after_run',
  beforeRemove: 'before_remove',
} as const;

/** What the service specification says of them: without these two the attempt fails, the others are only told about. */
const FATAL: ReadonlySet<HookName> = new Set(['afterCreate', 'beforeRun']);

export type HookName = keyof typeof WORDS;

/** Where hooks run; their time limit stands in the workflow. */
export type HookPlace = Omit<CommandPlace, 'timeoutMs' | 'pass'>;

/**
 * Runs a hook of the workflow in the lane; null when there is none. A failed `after_run` or `before_remove` is a result like
 * any other, for the journal.
 * @throws MaestroError `hook.failed` or `hook.timeout` when `after_create` or `before_run` fails.
 */
export async function runHook(
  hooks: Workflow['hooks'],
  name: HookName,
  place: HookPlace,
): Promise<CommandResult | null> {
  const script = hooks[name];
  if (script === null || script.trim() === '') return null;
  const result = await runInLane(script, {
    ...place,
    timeoutMs: hooks.timeoutMs,
    // The hook that may have to fetch the repository over ssh runs before any agent was in the lane.
    ...(name === 'afterCreate' ? { pass: ['SSH_AUTH_SOCK'] } : {}),
  });
  if (FATAL.has(name) && !succeeded(result)) throw failure(WORDS[name], result, hooks.timeoutMs);
  return result;
}

function failure(word: string, result: CommandResult, timeoutMs: number): MaestroError {
  const said = oneLine(result.outputTail.slice(-1_000), 300);
  const last = said === '' ? '' : ` It said: ${said}`;
  if (result.timedOut)
    return new MaestroError('hook.timeout', `The hook ${word} did not end within ${timeoutMs} ms.${last}`, {
      remedy: 'Make it faster, or raise the time limit of the hooks in WORKFLOW.md.',
      data: { hook: word },
    });
  const how = result.exitCode === null ? 'was ended by a signal' : `ended with exit code ${result.exitCode}`;
  return new MaestroError('hook.failed', `The hook ${word} ${how}.${last}`, {
    remedy: 'Run it by hand in a clone of the repository, and mend it in WORKFLOW.md.',
    data: { hook: word, exitCode: result.exitCode },
  });
}
