import { MaestroError } from '../../platform/errors.ts';
import { plural } from '../../platform/text.ts';
import type { SymphonyContext } from '../../symphony/context.ts';
import type { Contribution } from '../../symphony/contribution.ts';
import { findContribution } from '../../symphony/contributions.ts';
import * as control from '../../symphony/control.ts';
import { type BudgetFlags, budgetsFromFlags } from '../budget-flags.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { exitCodeOf, watch } from './attach.ts';
import { launch } from './start.ts';

/** `symphony pause ID [--after-task]`. */
export async function pause(
  door: Door,
  idOrPrefix: string,
  options: { afterTask?: boolean },
): Promise<number> {
  const { ctx, contribution } = await find(door, idOrPrefix);
  await control.pause(ctx, contribution.id, options.afterTask ? 'after_task' : 'now');
  door.terminal.out(
    options.afterTask ? `${contribution.id} pauses after its task.` : `${contribution.id} pauses.`,
  );
  return EXIT.good;
}

/** `symphony steer ID TEXT…`: a line for the agent. */
export async function steer(door: Door, idOrPrefix: string, text: string): Promise<number> {
  const { ctx, contribution } = await find(door, idOrPrefix);
  const heard = await control.steer(ctx, contribution.id, text);
  door.terminal.out(
    heard
      ? `Told. What becomes of it: maestro symphony attach ${contribution.id}`
      : `Kept until the run continues: maestro symphony resume ${contribution.id}`,
  );
  return EXIT.good;
}

/** `symphony resume ID [--budget-…] [--detach]`: goes on where it stopped, with budgets set anew, and shows it. */
export async function resume(
  door: Door,
  idOrPrefix: string,
  options: BudgetFlags & { detach?: boolean },
): Promise<number> {
  const budgets = budgetsFromFlags(options);
  const { ctx, contribution } = await find(door, idOrPrefix);
  await control.resume(ctx, contribution.id, () => launch(door, ctx, contribution.id), budgets);
  return follow(door, ctx, contribution.id, options.detach ?? false);
}

/** `symphony finalize ID [--yes]`: shows what changed, asks, and hands the pull request over. */
export async function finalize(
  door: Door,
  idOrPrefix: string,
  options: { yes?: boolean; detach?: boolean },
): Promise<number> {
  const { ctx, contribution } = await find(door, idOrPrefix);
  const { terminal } = door;
  if (contribution.state !== 'finishing' && contribution.state !== 'interrupted')
    throw new MaestroError('control.not-now', `${contribution.id} is not waiting to be handed over.`, {
      remedy: `See where it stands: maestro symphony status ${contribution.id}`,
    });
  const { diff, tasks, clone } = contribution;
  if (diff) terminal.out(`${plural(diff.files, 'file')} changed, +${diff.insertions} -${diff.deletions}`);
  terminal.out(
    `${tasks.done} of ${plural(tasks.total, 'task')} done${tasks.unfinished > 0 ? `, ${tasks.unfinished} left unfinished` : ''}`,
  );
  if (clone)
    terminal.out(`Look at it: git -C ${JSON.stringify(clone.dir)} diff ${contribution.claim?.baseSha ?? ''}`);
  if (!options.yes && !(await terminal.confirm('Hand it over to the maintainers?', door.signal))) {
    terminal.out('Nothing was handed over.');
    return EXIT.good;
  }
  await control.finalize(ctx, contribution.id, () => launch(door, ctx, contribution.id));
  return follow(door, ctx, contribution.id, options.detach ?? false);
}

/** The contribution that an id, or the beginning of one, names. */
export async function find(
  door: Door,
  idOrPrefix: string,
): Promise<{ ctx: SymphonyContext; contribution: Contribution }> {
  const ctx = await door.context();
  return { ctx, contribution: await findContribution(ctx.home, idOrPrefix) };
}

/** Shows what becomes of it, unless it shall not be waited for. */
export async function follow(door: Door, ctx: SymphonyContext, id: string, detach: boolean): Promise<number> {
  if (detach) return EXIT.good;
  return exitCodeOf(await watch(door, ctx, id));
}
