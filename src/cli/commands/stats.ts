import { achievementsOf } from '../../symphony/achievements.ts';
import { listContributions } from '../../symphony/contributions.ts';
import { statsOf } from '../../symphony/stats.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { printJson, type StatsOutput } from '../json.ts';
import { achievementLines, statsLines } from '../render/stats.ts';
import { followForAWhile } from './status.ts';

/** `symphony stats`: what was given so far, and what was earned by it. */
export async function stats(door: Door, options: { json?: boolean }): Promise<number> {
  const { terminal } = door;
  const ctx = await door.context();
  await followForAWhile(door, ctx);
  const { contributions, problems } = await listContributions(ctx.home);
  const now = ctx.clock.now();
  const output: StatsOutput = {
    stats: statsOf(contributions, now),
    achievements: achievementsOf(contributions),
    problems,
  };
  if (options.json) {
    printJson(terminal, output);
    return EXIT.good;
  }
  for (const line of statsLines(output.stats, terminal)) terminal.out(line);
  terminal.out();
  for (const line of achievementLines(output.achievements, terminal)) terminal.out(line);
  return EXIT.good;
}
