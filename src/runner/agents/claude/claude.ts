import type { Agent } from '../agent.ts';
import { detectClaude } from './detect.ts';
import { runClaude } from './run.ts';

/** Anthropic's Claude Code, driven through `claude -p --output-format stream-json`. */
export const claude: Agent = {
  id: 'claude',
  displayName: 'Claude Code',
  detect: detectClaude,
  run: runClaude,
};
