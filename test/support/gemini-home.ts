import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { ensureAgents } from '../../scripts/lib/agents.mjs';
import { agentEnvironment } from '../../src/runner/agents/environment.ts';
import { tempDir } from './temp.ts';

/** The key that the fake model is asked with. */
export const GEMINI_KEY = 'AIza-maestro-test-0123456789abcdef';

/** A home for a real Gemini CLI of the running test: settings (with a comment, as people write them), and its environment. */
export async function geminiHome(baseUrl: string): Promise<{ dir: string; env: NodeJS.ProcessEnv }> {
  const dir = await tempDir();
  await mkdir(join(dir, '.gemini'));
  await writeFile(
    join(dir, '.gemini', 'settings.json'),
    `{
  // A test wants the error, not another attempt.
  "general": { "maxAttempts": 1 },
  "privacy": { "usageStatisticsEnabled": false },
  "security": { "auth": { "selectedType": "gemini-api-key" } }
}
`,
  );
  const path = [await ensureAgents('gemini'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
  const base = new URL(baseUrl).origin;
  // It leaves reports of errors in the temporary folder.
  const TMPDIR = join(dir, 'temp');
  await mkdir(TMPDIR);
  const all = { PATH: path, HOME: dir, TMPDIR, GEMINI_API_KEY: GEMINI_KEY, GOOGLE_GEMINI_BASE_URL: base };
  return { dir, env: agentEnvironment(all, 'gemini') };
}
