import type { Agent } from '../agent.ts';
import { detectClaude } from './detect.ts';

/** Anthropic's Claude Code, driven through `claude -p --output-format stream-json`. */
export const claude: Agent = {
  id: 'claude',
  displayName: 'Claude Code',
  detect: detectClaude,
  async *run(turn, signal) {
    const { runClaude } = await import('./run.ts');
    yield* runClaude(turn, signal);
  },
};
