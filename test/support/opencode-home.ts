import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { ensureAgents } from '../../scripts/lib/agents.mjs';
import { agentEnvironment } from '../../src/runner/agents/environment.ts';
import { TEMPORARY } from './run-env.ts';
import { tempDir } from './temp.ts';

const PLUGIN = { dependencies: { '@opencode-ai/plugin': '1.18.33' } };

/**
 * A home for a real OpenCode of the running test: settings with a provider of the user's own, and its environment. It is a
 * home that was used before, and knows no other provider: a turn takes 3 to 4 seconds of a processor then, instead of 6.
 */
export async function openCodeHome(baseUrl: string): Promise<NodeJS.ProcessEnv> {
  const dir = await tempDir();
  const config = join(dir, '.config/opencode');
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
  await mkdir(join(config, 'node_modules'), { recursive: true });
  await writeFile(join(config, 'opencode.json'), JSON.stringify(settings));
  // What tells it that the package for plugins is installed: it asks npm for it in every turn otherwise, and nothing here
  // has a plugin.
  await writeFile(join(config, 'package.json'), JSON.stringify(PLUGIN));
  await writeFile(join(config, 'package-lock.json'), JSON.stringify({ packages: { '': PLUGIN } }));
  // Its list of all models of all providers is long, and read in every turn.
  await writeFile(join(dir, 'models.json'), '{}');
  const all = {
    ...TEMPORARY,
    PATH: [await ensureAgents('opencode'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    HOME: dir,
    // A test asks nobody else.
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
    OPENCODE_MODELS_PATH: join(dir, 'models.json'),
  };
  // A turn is too short for its runtime's last optimising compiler to be worth its time. (No engine hands this on.)
  return { ...agentEnvironment(all, 'opencode'), BUN_JSC_useFTLJIT: '0' };
}
