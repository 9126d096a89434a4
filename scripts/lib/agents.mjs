// The real agents that the integration tests drive, in the versions that the code was measured with.
import { join } from 'node:path';
import { ensureCached } from './test-cache.mjs';

/** Adding an agent to the tests is one line here; never a range, so that a test means the same tomorrow. */
const PACKAGES = ['@openai/codex@0.169.0'];

/**
 * Installs them once.
 * @returns {Promise<string>} the folder of their commands, for a PATH
 */
export async function ensureAgents() {
  return join(await ensureCached('agents', { packages: PACKAGES }), 'node_modules/.bin');
}
