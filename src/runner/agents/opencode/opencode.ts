import type { Agent } from '../agent.ts';
import { detectOpenCode } from './detect.ts';

/** OpenCode, driven through `opencode run --format json`. */
export const opencode: Agent = {
  id: 'opencode',
  displayName: 'OpenCode',
  detect: detectOpenCode,
  async *run(turn, signal) {
    const { runOpenCode } = await import('./run.ts');
    yield* runOpenCode(turn, signal);
  },
};
