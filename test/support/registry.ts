import { createGitHub } from '../../src/github/client.ts';
import { type Clock, systemClock } from '../../src/platform/clock.ts';
import { homeFrom } from '../../src/platform/paths.ts';
import { redactor } from '../../src/platform/redact.ts';
import type { SymphonyContext } from '../../src/symphony/context.ts';

/** An entry that nothing is wrong with, with some fields of one's own. */
export function registryEntry(slug: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    slug,
    name: slug.split('/')[1],
    description: 'A project.',
    url: `https://github.com/${slug}`,
    category: 'web',
    maintainer: { name: 'Grace' },
    isActive: true,
    ...more,
  };
}

/** The text of a registry that nothing is wrong with but its entries. */
export function registryText(...repositories: unknown[]): string {
  return registryTextOf(repositories);
}

/** The same for a list, which may be long. */
export function registryTextOf(repositories: readonly unknown[]): string {
  return JSON.stringify({ schemaVersion: '1.0', lastUpdated: '2026-08-01T00:00:00Z', repositories }, null, 2);
}

/** A context for reading registries, with a clock that can be moved and the log's lines. */
export function registryContext(
  root: string,
  get: typeof fetch = fetch,
): SymphonyContext & { logged: string[]; later(ms: number): void } {
  const env: NodeJS.ProcessEnv = { MAESTRO_HOME: root };
  const logged: string[] = [];
  let ahead = 0;
  const clock: Clock = { ...systemClock, now: () => new Date(Date.now() + ahead) };
  const note = (line: string): void => void logged.push(line);
  const log = { info: note, warn: note, error: note };
  return {
    home: homeFrom(env),
    github: createGitHub({ apiUrl: 'https://api.github.com', webUrl: 'https://github.com', clock, log }),
    token: undefined,
    clock,
    redact: redactor(),
    log,
    env,
    fetch: get,
    logged,
    later: (ms) => {
      ahead += ms;
    },
  };
}
