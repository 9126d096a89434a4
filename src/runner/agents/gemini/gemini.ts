import type { Agent } from '../agent.ts';
import { detectGemini } from './detect.ts';

/** Google's Gemini CLI, one process per turn, read through `--output-format stream-json`. */
export const gemini: Agent = {
  id: 'gemini',
  displayName: 'Gemini CLI',
  detect: detectGemini,
  async *run(turn, signal) {
    const { runGemini } = await import('./run.ts');
    yield* runGemini(turn, signal);
  },
};
