import { plural } from '../../platform/text.ts';
import type { Achievement, Stats } from '../../shared/stats.ts';
import type { Terminal } from '../terminal.ts';
import { count, duration, money } from './format.ts';

/** The numbers, one line each; those that are nothing yet are left out, but for the first ones. */
export function statsLines(stats: Stats, terminal: Terminal): string[] {
  const { tokens } = stats;
  const rows: [string, string | null][] = [
    [
      'contributions',
      `${count(stats.contributions)} (${count(stats.completed)} completed, ${count(stats.merged)} merged)`,
    ],
    ['tasks', `${count(stats.tasks)} in ${plural(stats.documents, 'document')}`],
    [
      'tokens',
      `${count(tokens.total)} (${count(tokens.input)} in, of them ${count(tokens.cachedInput)} cached; ${count(tokens.output)} out)`,
    ],
    ['money', tokens.total === 0 ? null : money(stats.costUsd)],
    ['time', stats.workedMs === 0 ? null : duration(stats.workedMs)],
    ['issues', stats.issuesResolved === 0 ? null : `${count(stats.issuesResolved)} resolved`],
    [
      'projects',
      stats.projects === 0
        ? null
        : `${count(stats.projects)}, ${plural(stats.maintainersHelped, 'maintainer')} helped`,
    ],
    [
      'streak',
      stats.streak.longest === 0
        ? null
        : `${plural(stats.streak.current, 'day')}, longest ${count(stats.streak.longest)}`,
    ],
  ];
  return rows.flatMap(([label, text]) =>
    text === null ? [] : [`${terminal.look('bold', label.padEnd(15))}${text}`],
  );
}

/** Achievements with their progress or the day they were earned. */
export function achievementLines(achievements: readonly Achievement[], terminal: Terminal): string[] {
  return achievements.map(({ title, description, progress, current, target, earnedAt }) => {
    const bar = `${'█'.repeat(Math.round(progress * 10))}${'░'.repeat(10 - Math.round(progress * 10))}`;
    const told = earnedAt
      ? terminal.look('green', `earned ${earnedAt}`)
      : `${count(current)} of ${count(target)}`;
    return `${terminal.look(earnedAt ? 'green' : 'dim', bar)}  ${title.padEnd(18)} ${told}  ${terminal.look('dim', description)}`;
  });
}
