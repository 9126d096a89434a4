import { findCodex } from '../attempt/find-codex.ts';
import { hasSignal, judgeTurn } from '../attempt/disposition.ts';
import { isRetryable } from '../attempt/failure.ts';
import { isActive } from '../eligibility.ts';
import { offeredTools, TOOL_NAMES } from '../tools/specs.ts';
import { developerInstructions, firstPrompt, nextPrompt, retryPrompt } from '../workflow/prompt.ts';
import type { Mode } from './mode.ts';

/** A project with a `maestro.toml`: Maestro makes the clone, checks the hand-off, and tells the tracker how it ended. */
export const CONFIGURED: Mode = {
  tools: (workflow) => offeredTools(workflow, TOOL_NAMES),
  instructions: developerInstructions,
  firstPrompt: async (workflow, facts) => firstPrompt(workflow, facts),
  retryPrompt,
  nextPrompt,
  // Where the agent gave a signal the state decides nothing, and a tracker that is down must not cost the work.
  needsIssue: (effects) => !hasSignal(effects),
  judge({ workflow, effects, turn, issue }) {
    const { maxTurns } = workflow.execution;
    const issueActive = issue !== undefined && isActive(issue, workflow);
    return judgeTurn({ effects, turn, maxTurns, issueActive });
  },
  triesAgain: (error, attempt, maxAttempts) =>
    isRetryable(error) && (maxAttempts === null || attempt < maxAttempts),
  limits: ({ config: { limits } }) => ({ idleLimitMs: limits.idleMs, wallLimitMs: limits.turnMs }),
  async agent({ config }, env) {
    const command = await findCodex(config, env);
    // It is told that it has no network: a search of the model’s provider would be one.
    const settings = { sandbox: 'workspace-write', config: { web_search: 'disabled' } } as const;
    return { command: [command, 'app-server'], ...settings };
  },
};
