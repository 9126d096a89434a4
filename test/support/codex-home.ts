import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ensureAgents, ensureNativeCodex } from '../../scripts/lib/agents.mjs';
import { HOMES, TEMPORARY } from './run-env.ts';

/** The key that the fake model is asked with; it must never be seen by a command that the agent runs. */
export const MODEL_KEY = 'sk-maestro-test-0123456789abcdef';

/** A home for a real Codex of the running test: settings, and the environment to start it in. */
export interface CodexHome {
  dir: string;
  env: NodeJS.ProcessEnv;
}

/**
 * Makes a home whose model is behind `baseUrl`: no retries (a test wants the error), nothing else on the network.
 * `more`: lines for its settings; `fromNpm`: started by the script that npm puts on the PATH, not by its own binary.
 * It lies in the test cache, because Codex takes no home below the system's temporary folder.
 */
export async function codexHome(
  baseUrl: string,
  { more = '', fromNpm = false }: { more?: string; fromNpm?: boolean } = {},
): Promise<CodexHome> {
  await mkdir(HOMES, { recursive: true });
  const dir = await mkdtemp(join(HOMES, 'codex-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  await writeFile(
    join(dir, 'config.toml'),
    `model = "gpt-5.5"
model_provider = "fake"
${more}
[model_providers.fake]
name = "fake"
base_url = "${baseUrl}"
env_key = "OPENAI_API_KEY"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0

[features]
plugins = false
unbounded_connection_retries = false

[analytics]
enabled = false
`,
  );
  const command = fromNpm ? await ensureAgents() : await ensureNativeCodex();
  const path = [command, dirname(process.execPath), process.env.PATH].join(delimiter);
  return { dir, env: { ...TEMPORARY, PATH: path, HOME: dir, CODEX_HOME: dir, OPENAI_API_KEY: MODEL_KEY } };
}
