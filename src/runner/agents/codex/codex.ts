import type { Agent } from '../agent.ts';
import { detectCodex } from './detect.ts';

/** OpenAI's Codex, driven through `codex app-server`. */
export const codex: Agent = {
  id: 'codex',
  displayName: 'Codex',
  steerable: true,
  detect: detectCodex,
  async *run(turn, signal) {
    const { runCodex } = await import('./run.ts');
    yield* runCodex(turn, signal);
  },
};
