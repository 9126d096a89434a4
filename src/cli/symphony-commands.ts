import { type Command, Option } from 'commander';
import type { Act } from './act.ts';
import { addBudgetOptions, addTurnOptions } from './budget-options.ts';
import { detach, json, jsonLines, refresh, yes } from './options.ts';

/** Adds `maestro symphony …`: everything a contributor does. */
export function addSymphonyCommands(program: Command, act: Act): void {
  const symphony = program.command('symphony').description('contribute to a registered project');

  symphony
    .command('projects')
    .description('list the registered projects and how many issues wait in each')
    .option('--category <category>', 'only this category')
    .option('--search <text>', 'only projects whose name, description or tags contain this')
    .option('--available', 'only projects with an issue that can be started')
    .addOption(refresh())
    .addOption(json())
    .action(act(async (at, options) => (await import('./commands/projects.ts')).projects(at, options)));

  symphony
    .command('issues')
    .description("list a project's issues, who works on them, and their documents")
    .argument('<owner/repo>')
    .addOption(refresh())
    .addOption(json())
    .action(
      act(async (at, slug: string, options) =>
        (await import('./commands/issues.ts')).issues(at, slug, options),
      ),
    );

  addTurnOptions(addBudgetOptions(symphony.command('start')))
    .description('claim an issue with a draft pull request and run its documents')
    .argument('<target>', 'OWNER/REPO#NUMBER or the URL of an issue')
    .option('-a, --agent <agent>', 'the agent that does the work (see: maestro agents)')
    .option('-m, --model <model>', "the agent's model (default: its own)")
    .option('--name <name>', 'what to call this contribution')
    .option('--dir <dir>', 'the folder to clone into')
    .addOption(
      new Option('--fresh-context <per>', 'a fresh context for every')
        .choices(['task', 'document'])
        .default('task'),
    )
    .addOption(
      new Option('--finalize <how>', 'hand the pull request over').choices(['ask', 'auto']).default('ask'),
    )
    .addOption(
      new Option('--sandbox <what>', 'what the agent may do (see: docs/agents.md)')
        .choices(['read-only', 'workspace-write', 'full'])
        .default('workspace-write'),
    )
    .option('--preview', 'show the whole issue text, too')
    .addOption(detach())
    .addOption(yes())
    .action(
      act(async (at, target: string, options) =>
        (await import('./commands/start.ts')).start(at, target, options),
      ),
    );

  symphony
    .command('status')
    .description('where every contribution stands, or all about one')
    .argument('[id]')
    .addOption(json())
    .action(
      act(async (at, id: string | undefined, options) =>
        (await import('./commands/status.ts')).status(at, id, options),
      ),
    );

  symphony
    .command('attach')
    .description('show a run from its beginning and watch it; Ctrl-C ends the view, not the run')
    .argument('<id>')
    .option('--stay', 'go on watching when it waits for somebody')
    .action(
      act(async (at, id: string, options) => (await import('./commands/attach.ts')).attach(at, id, options)),
    );

  symphony
    .command('log')
    .description('tell what happened in a run, also long after it: every turn, call, answer and error')
    .argument('<id>')
    .option('--task <number>', 'only one task, by the number that status and log give it')
    .addOption(jsonLines())
    .action(act(async (at, id: string, options) => (await import('./commands/log.ts')).log(at, id, options)));

  symphony
    .command('pause')
    .description('pause a run: at once (its task is run again on resume), or after the task')
    .argument('<id>')
    .option('--after-task', 'let the task end first')
    .action(
      act(async (at, id: string, options) => (await import('./commands/control.ts')).pause(at, id, options)),
    );

  symphony
    .command('steer')
    .description('tell the agent something while it works (or before its next turn)')
    .argument('<id>')
    .argument('<text...>')
    .action(
      act(async (at, id: string, text: string[]) =>
        (await import('./commands/control.ts')).steer(at, id, text.join(' ')),
      ),
    );

  addBudgetOptions(symphony.command('resume'))
    .description('go on with a paused or interrupted run, after its last finished task')
    .argument('<id>')
    .addOption(detach())
    .action(
      act(async (at, id: string, options) => (await import('./commands/control.ts')).resume(at, id, options)),
    );

  symphony
    .command('cancel')
    .description('give an issue back: close the draft pull request and delete its branch')
    .argument('<id>')
    .option(
      '--remove-clone',
      'move the clone to the trash too, unless it holds work that exists nowhere else',
    )
    .option('--delete-unsaved', 'with --remove-clone: also when it does')
    .addOption(detach())
    .addOption(yes())
    .action(
      act(async (at, id: string, options) => (await import('./commands/cancel.ts')).cancel(at, id, options)),
    );

  symphony
    .command('finalize')
    .description('look at the changes and hand the pull request over to the maintainers')
    .argument('<id>')
    .addOption(detach())
    .addOption(yes())
    .action(
      act(async (at, id: string, options) =>
        (await import('./commands/control.ts')).finalize(at, id, options),
      ),
    );

  symphony
    .command('history')
    .description('the contributions so far, newest first')
    .addOption(json())
    .action(act(async (at, options) => (await import('./commands/history.ts')).history(at, options)));

  symphony
    .command('stats')
    .description('what you gave: contributions, tasks, tokens, streaks, achievements')
    .addOption(json())
    .action(act(async (at, options) => (await import('./commands/stats.ts')).stats(at, options)));

  symphony
    .command('clean')
    .description('move clones that are clean, pushed and done to the trash; nothing else is touched')
    .argument('[id]', 'only the clone of this contribution')
    .option('--dry-run', 'only show what would be done')
    .option('--delete-unsaved', 'with an id: also when its clone holds work that exists nowhere else')
    .addOption(json())
    .action(
      act(async (at, id: string | undefined, options) =>
        (await import('./commands/clean.ts')).clean(at, id, options),
      ),
    );

  symphony
    .command('engine', { hidden: true })
    .argument('<id>')
    .action(act(async (at, id: string) => (await import('./commands/engine.ts')).engine(at, id)));

  symphony
    .command('service', { hidden: true })
    .action(act(async (at) => (await import('./commands/service.ts')).service(at)));
}
