// The real agents that the integration tests drive, in the versions that the code was measured with.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureCached } from './test-cache.mjs';

/**
 * Adding an agent to the tests is one line here; never a range, so that a test means the same tomorrow. Two of them put
 * their binary (an optional dependency) in its place by a script of their installation; it downloads nothing.
 */
const PACKAGES = {
  // The first one's folder had its name before there were others.
  agents: { packages: ['@openai/codex@0.169.0'] },
  claude: { packages: ['@anthropic-ai/claude-code@2.1.329'], ignoreScripts: false },
  opencode: { packages: ['opencode-ai@1.18.33'], ignoreScripts: false },
  gemini: { packages: ['@google/gemini-cli@0.61.0'] },
};

/**
 * Installs one of them once, in a folder of its own (they are large, and most tests need only one).
 * @param {keyof typeof PACKAGES} name
 * @returns {Promise<string>} the folder of its command, for a PATH
 */
export async function ensureAgents(name = 'agents') {
  return join(await ensureCached(name, PACKAGES[name]), 'node_modules/.bin');
}

/**
 * The folder of Codex' own binary, as Homebrew and its releases bring it. npm's `codex` is a script that starts it: a whole
 * Node.js more for each of a few hundred starts.
 * @returns {Promise<string>} for a PATH
 */
export async function ensureNativeCodex() {
  const packages = join(await ensureAgents(), '..', '@openai');
  const vendor = join(packages, `codex-${process.platform}-${process.arch}`, 'vendor');
  const [triple] = readdirSync(vendor);
  return join(vendor, triple, 'bin');
}
