import { oneLine } from '../../platform/text.ts';
import { budgetsLine, costWords } from '../../symphony/budget/words.ts';
import type { Contribution, ContributionState } from '../../symphony/contribution.ts';
import { sandboxWords } from '../../symphony/story/sandbox-words.ts';
import type { Terminal } from '../terminal.ts';
import { duration } from './format.ts';

const WORDS: Record<ContributionState, string> = {
  claiming: 'claiming',
  preparing: 'preparing',
  running: 'running',
  paused: 'paused',
  finishing: 'waiting for your finalize',
  ready_for_review: 'ready for review',
  merged: 'merged',
  closed: 'closed',
  interrupted: 'interrupted',
  needs_attention: 'needs attention',
  failed: 'failed',
  cancelled: 'cancelled',
  claim_lost: 'claim lost',
};

/** The state in words a person reads; a pause with its reason. */
export function stateWords(contribution: Contribution): string {
  if (contribution.state === 'paused' && contribution.paused) {
    const { reason, until } = contribution.paused;
    return `paused: ${reason}${until ? ` until ${until}` : ''}`;
  }
  return WORDS[contribution.state];
}

/** The same in the colour of its meaning. */
export function stateLook(contribution: Contribution, terminal: Terminal): string {
  const words = stateWords(contribution);
  switch (contribution.state) {
    case 'ready_for_review':
    case 'merged':
      return terminal.look('green', words);
    case 'failed':
    case 'needs_attention':
    case 'interrupted':
    case 'claim_lost':
      return terminal.look('red', words);
    case 'paused':
    case 'finishing':
      return terminal.look('yellow', words);
    default:
      return terminal.look('cyan', words);
  }
}

/** What a person can do next, one line; undefined when nothing is to do. */
export function nextAction(contribution: Contribution): string | undefined {
  const { id, state } = contribution;
  switch (state) {
    case 'finishing':
      return `Look at the changes, then hand the pull request over: maestro symphony finalize ${id}`;
    case 'paused':
      // Why, and with which budget it goes on, stands in its message.
      if (contribution.paused?.reason === 'budget') return undefined;
      return `Go on: maestro symphony resume ${id}`;
    case 'interrupted':
      return `Go on: maestro symphony resume ${id}`;
    case 'needs_attention':
      return `When that is put right: maestro symphony resume ${id} (or cancel ${id})`;
    case 'running':
    case 'claiming':
    case 'preparing':
      return `Watch it: maestro symphony attach ${id}`;
    default:
      return undefined;
  }
}

/** The sum of a contribution in a few lines: state, pull request, tasks, changes, tokens, time. */
export function summaryLines(contribution: Contribution, terminal: Terminal): string[] {
  const { tasks, usage, diff, claim, problem } = contribution;
  const row = (label: string, text: string): string => `${terminal.look('bold', label.padEnd(10))}${text}`;
  const lines = [row('state', stateLook(contribution, terminal))];
  if (contribution.state === 'paused' && contribution.paused)
    lines.push(row('why', oneLine(contribution.paused.message, 600)));
  if (problem) {
    lines.push(row('why', `${problem.message} ${terminal.look('dim', `[${problem.code}]`)}`));
    if (problem.remedy) lines.push(row('', problem.remedy));
  }
  if (claim?.pull) lines.push(row('pull', `#${claim.pull.number} ${claim.pull.url}`));
  for (const words of sandboxWords(contribution.start.sandbox))
    lines.push(row('sandbox', terminal.look('red', words)));
  lines.push(
    row(
      'tasks',
      `${tasks.done} done${tasks.unfinished > 0 ? `, ${tasks.unfinished} unfinished` : ''} of ${tasks.total}`,
    ),
  );
  if (diff)
    lines.push(
      row(
        'changes',
        `${diff.files} files, ${terminal.look('green', `+${diff.insertions}`)} ${terminal.look('red', `-${diff.deletions}`)}`,
      ),
    );
  const tokens = usage.inputTokens + usage.outputTokens;
  if (tokens > 0)
    lines.push(
      row(
        'tokens',
        `${usage.inputTokens.toLocaleString('en-US')} in (${usage.cachedInputTokens.toLocaleString('en-US')} cached), ${usage.outputTokens.toLocaleString('en-US')} out`,
      ),
    );
  if (tokens > 0) lines.push(row('cost', costWords(contribution)));
  const budgets = budgetsLine(contribution.budgets);
  if (budgets) lines.push(row('budget', budgets));
  if (contribution.workedMs > 0) lines.push(row('time', `${duration(contribution.workedMs)} in turns`));
  for (const left of contribution.left) lines.push(row('left', left));
  return lines;
}
