import type { Agent } from '../agent.ts';
import { detectGemini } from './detect.ts';
import { runGemini } from './run.ts';

/** Google's Gemini CLI, one process per turn, read through `--output-format stream-json`. */
export const gemini: Agent = {
  id: 'gemini',
  displayName: 'Gemini CLI',
  detect: detectGemini,
  run: runGemini,
};
