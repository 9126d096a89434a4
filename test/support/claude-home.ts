import { delimiter, dirname } from 'node:path';
import { ensureAgents } from '../../scripts/lib/agents.mjs';
import { agentEnvironment } from '../../src/runner/agents/environment.ts';
import { TEMPORARY } from './run-env.ts';
import { tempDir } from './temp.ts';

/** A home for a real Claude Code of the running test: its environment, with no retries (a test wants the error). */
export async function claudeHome(baseUrl: string): Promise<{ dir: string; env: NodeJS.ProcessEnv }> {
  const dir = await tempDir();
  const all = {
    ...TEMPORARY,
    CLAUDE_CODE_TMPDIR: dir,
    PATH: [await ensureAgents('claude'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    HOME: dir,
    CLAUDE_CONFIG_DIR: dir,
    CLAUDE_CODE_MAX_RETRIES: '0',
    ANTHROPIC_API_KEY: 'sk-ant-maestro-test-0123456789',
    ANTHROPIC_BASE_URL: new URL(baseUrl).origin,
  };
  return { dir, env: agentEnvironment(all, 'claude') };
}
