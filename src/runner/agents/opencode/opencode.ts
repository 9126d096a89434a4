import type { Agent } from '../agent.ts';
import { detectOpenCode } from './detect.ts';
import { runOpenCode } from './run.ts';

/** OpenCode, driven through `opencode run --format json`. */
export const opencode: Agent = {
  id: 'opencode',
  displayName: 'OpenCode',
  detect: detectOpenCode,
  run: runOpenCode,
};
