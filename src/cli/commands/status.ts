import { oneLine } from '../../platform/text.ts';
import { withTimeLimit } from '../../platform/time-limit.ts';
import type { SymphonyContext } from '../../symphony/context.ts';
import { findContribution, listContributions } from '../../symphony/contributions.ts';
import { followAll } from '../../symphony/follow-up.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { printJson, type StatusOutput } from '../json.ts';
import { ago, columns } from '../render/format.ts';
import { nextAction, stateWords, summaryLines } from '../render/state.ts';
import { taskLines } from '../render/tasks.ts';

/** How long a look at the pull requests may hold up the answer. */
const FOLLOW_LIMIT_MS = 5_000;

/** Looks how handed-over pull requests fare, for a few seconds at most: the answer must not wait for a slow network. */
export async function followForAWhile(door: Door, ctx: SymphonyContext): Promise<void> {
  if (!ctx.github.signedIn) return;
  await withTimeLimit(FOLLOW_LIMIT_MS, door.signal, (signal) =>
    followAll(ctx, { maxAgeMs: 5 * 60_000, signal }),
  );
}

/** `symphony status [ID]`: where every contribution stands, or all about one. */
export async function status(
  door: Door,
  idOrPrefix: string | undefined,
  options: { json?: boolean },
): Promise<number> {
  const { terminal } = door;
  const ctx = await door.context();
  await followForAWhile(door, ctx);
  const { contributions, problems } = await listContributions(ctx.home);
  const shown = idOrPrefix ? [await findContribution(ctx.home, idOrPrefix)] : contributions;
  if (options.json) {
    const output: StatusOutput = { contributions: shown, problems };
    printJson(terminal, output);
    return EXIT.good;
  }
  for (const problem of problems) terminal.note(`${terminal.look('yellow', 'warning')} ${problem.message}`);
  const [one] = shown;
  if (idOrPrefix && one) {
    terminal.out(`${terminal.look('bold', one.id)} ${oneLine(one.start.name)}`);
    for (const line of summaryLines(one, terminal)) terminal.out(line);
    if (one.clone)
      terminal.out(
        `${terminal.look('bold', 'folder'.padEnd(10))}${one.clone.dir}${one.clone.removed ? ' (removed)' : ''}`,
      );
    for (const line of taskLines(one, terminal)) terminal.out(line);
    const next = nextAction(one);
    if (next) terminal.out(next);
    return EXIT.good;
  }
  if (shown.length === 0)
    terminal.out('No contribution yet. Find an issue: maestro symphony projects --available');
  const now = ctx.clock.now();
  const rows = shown.map((contribution) => [
    contribution.id,
    `${contribution.start.slug} #${contribution.start.issue.number}`,
    stateWords(contribution),
    `${contribution.tasks.done}/${contribution.tasks.total} tasks`,
    ago(contribution.updatedAt, now),
    contribution.activity ? oneLine(contribution.activity, 60) : '',
  ]);
  for (const line of columns(rows)) terminal.out(line);
  return EXIT.good;
}
