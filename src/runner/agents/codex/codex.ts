import type { Agent } from '../agent.ts';
import { detectCodex } from './detect.ts';
import { runCodex } from './run.ts';

/** OpenAI's Codex, driven through `codex app-server`. */
export const codex: Agent = {
  id: 'codex',
  displayName: 'Codex',
  detect: detectCodex,
  run: runCodex,
};
