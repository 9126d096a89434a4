import type { Command } from 'commander';

/** Adds the budgets' flags to a command. */
export function addBudgetOptions(command: Command): Command {
  return command
    .option('--budget-tokens <n>', 'pause when this contribution has used so many tokens (500k, 2M; none)')
    .option('--budget-usd <n>', 'pause when it has cost so many US dollars')
    .option('--budget-minutes <n>', 'pause after so many minutes in turns')
    .option('--budget-day-tokens <n>', 'pause when all contributions of a day have used so many tokens')
    .option('--budget-day-usd <n>', 'pause when all contributions of a day have cost so many US dollars')
    .option('--budget-day-minutes <n>', 'pause after so many minutes in turns of all contributions in a day');
}

/** Adds the flags for the limits of one turn. */
export function addTurnOptions(command: Command): Command {
  return command
    .option('--turn-idle-minutes <n>', 'end a turn that is silent for so long (default: 30)')
    .option('--turn-minutes <n>', 'end a turn that takes longer (default: 180)');
}
