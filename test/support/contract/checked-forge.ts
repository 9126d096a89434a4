import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Forge, type ForgeOptions, startForge } from '../../../src/rehearsal/forge/forge.ts';
import type { Exchange } from '../../../src/rehearsal/forge/http/exchange.ts';
import { checkGraphql } from './graphql.ts';
import { restCheck } from './openapi.ts';

/** A forge whose every exchange is held against GitHub's own descriptions. */
export interface CheckedForge extends Forge {
  /** What broke the contract so far. */
  violations(): string[];
  /** The same, and forgets it: for tests that break the contract on purpose. */
  takeViolations(): string[];
  /** Every exchange so far, for assertions. */
  exchanges(): readonly Exchange[];
}

/**
 * Starts a forge in a temporary folder of its own. `stop` removes the folder and throws when any exchange broke the
 * contract, or when something went wrong inside the forge.
 */
export async function startCheckedForge(
  options: Omit<ForgeOptions, 'root'> & { root?: string } = {},
): Promise<CheckedForge> {
  const own = options.root === undefined ? await mkdtemp(join(tmpdir(), 'maestro-test-forge-')) : null;
  const removeFolder = async (): Promise<void> => {
    if (own) await rm(own, { recursive: true, force: true, maxRetries: 3 });
  };
  const rest = restCheck();
  const seen: Exchange[] = [];
  let broken: string[] = [];
  const forge = await startForge({
    forkDelayMs: 50,
    ...options,
    root: options.root ?? (own as string),
    onExchange(exchange) {
      seen.push(exchange);
      const problems =
        exchange.kind === 'rest' ? rest(exchange) : exchange.kind === 'graphql' ? checkGraphql(exchange) : [];
      broken.push(...problems.map((problem) => `${exchange.method} ${exchange.target}: ${problem}`));
      options.onExchange?.(exchange);
    },
  }).catch(async (error: unknown) => {
    await removeFolder();
    throw error;
  });
  return {
    ...forge,
    violations: () => [...broken],
    takeViolations() {
      const taken = broken;
      broken = [];
      return taken;
    },
    exchanges: () => seen,
    async stop() {
      try {
        await forge.stop();
      } finally {
        await removeFolder();
      }
      if (broken.length > 0) throw new Error(`GitHub's contract was broken:\n${broken.join('\n')}`);
    },
  };
}

/** The same, stopped (and so judged) when the running test ends. */
export async function checkedForge(
  options: Parameters<typeof startCheckedForge>[0] = {},
): Promise<CheckedForge> {
  const forge = await startCheckedForge(options);
  onTestFinished(() => forge.stop());
  return forge;
}
