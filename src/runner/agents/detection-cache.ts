import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { isMissing, readJsonIfAny, writeAtomic } from '../../platform/files.ts';
import { VERSION } from '../../platform/version.ts';
import { type Agent, type AgentStatus, AgentStatusSchema } from './agent.ts';
import { agentEnvironment } from './environment.ts';

/** How long a finding is believed: longer, and a sign-out would not be noticed for too long. */
const LIFE_MS = 10 * 60_000;

/** Where findings are kept, and whether they are to be passed over this time. */
export interface DetectionCache {
  dir: string;
  refresh: boolean;
  /** Milliseconds since 1970. */
  now(): number;
}

const Kept = z.object({
  /** Of this program: another one may look otherwise. */
  version: z.literal(VERSION),
  at: z.number(),
  environment: z.string(),
  command: z.object({ mtimeMs: z.number(), size: z.number() }),
  status: AgentStatusSchema,
});

/**
 * What can be said of an agent, from the cache when that was looked at lately, by the same environment and with the same
 * command. Only what is ready is kept: whoever has just installed something or signed in sees it at once.
 */
export async function detectCached(
  agent: Agent,
  env: NodeJS.ProcessEnv,
  cache: DetectionCache,
  signal?: AbortSignal,
): Promise<AgentStatus> {
  const file = join(cache.dir, 'agents', `${agent.id}.json`);
  const environment = fingerprint(agent, env);
  const kept = cache.refresh ? undefined : await readKept(file);
  const age = cache.now() - (kept?.at ?? 0);
  if (kept && age >= 0 && age < LIFE_MS && kept.environment === environment) {
    const command = await fileFacts(kept.status.command);
    if (command?.mtimeMs === kept.command.mtimeMs && command.size === kept.command.size) return kept.status;
  }
  const status = await agent.detect(env, signal);
  const command = await fileFacts(status.command);
  if (command && status.installed && status.remedy === null) {
    const entry: z.infer<typeof Kept> = { version: VERSION, at: cache.now(), environment, command, status };
    await writeAtomic(file, JSON.stringify(entry));
  }
  return status;
}

/** The environment that the agent is looked for in, as a hash without any secret in it. */
function fingerprint(agent: Agent, env: NodeJS.ProcessEnv): string {
  const facts = Object.entries(agentEnvironment(env, agent.id))
    .map(([name, value]) => [name, /KEY|TOKEN|SECRET|CREDENTIAL|PROXY/i.test(name) ? '' : value])
    .sort();
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

async function readKept(file: string): Promise<z.infer<typeof Kept> | undefined> {
  // A cache that is broken or of another version is no cache.
  return readJsonIfAny(file, Kept).catch(() => undefined);
}

/** The file that a command leads to; undefined when there is none. */
async function fileFacts(command: string | null): Promise<{ mtimeMs: number; size: number } | undefined> {
  if (command === null) return undefined;
  try {
    const { mtimeMs, size } = await stat(await realpath(command));
    return { mtimeMs, size };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
