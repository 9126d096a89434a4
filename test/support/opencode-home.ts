import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { ensureAgents } from '../../scripts/lib/agents.mjs';
import { agentEnvironment } from '../../src/runner/agents/environment.ts';
import { tempDir } from './temp.ts';

/** A home for a real OpenCode of the running test: settings with a provider of the user's own, and its environment. */
export async function openCodeHome(baseUrl: string): Promise<NodeJS.ProcessEnv> {
  const dir = await tempDir();
  const settings = {
    model: 'fake/fake-model',
    provider: {
      fake: {
        npm: '@ai-sdk/openai-compatible',
        name: 'fake',
        options: { baseURL: baseUrl, apiKey: 'maestro-test' },
        models: { 'fake-model': { name: 'Fake', cost: { input: 1, output: 2 } } },
      },
    },
  };
  await mkdir(join(dir, '.config/opencode'), { recursive: true });
  await writeFile(join(dir, '.config/opencode/opencode.json'), JSON.stringify(settings));
  const all = {
    PATH: [await ensureAgents('opencode'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    HOME: dir,
    // A test asks nobody else.
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
  };
  return agentEnvironment(all, 'opencode');
}
