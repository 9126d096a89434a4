import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import * as z from 'zod';
import { isLoopback } from '../../github/addresses.ts';
import { MaestroError } from '../../platform/errors.ts';
import { oneLine } from '../../platform/text.ts';

/** The community's registry, the default. */
export const COMMUNITY_REGISTRY =
  'https://raw.githubusercontent.com/RunMaestro/Maestro/main/symphony-registry.json';

// A Windows path such as C:\x also looks like an address: only what has slashes after the scheme is one.
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i;

/** How a registry was read. */
export const SourceSchema = z.object({
  /** Its address or path, without what may be secret in an address. */
  source: z.string(),
  /**
   * `fresh`: read from its place just now. `revalidated`: its place says that the stored copy is still the newest.
   * `cached`: the stored copy, unasked or because its place cannot be read. `bundled`: the list this release brings.
   */
  state: z.enum(['fresh', 'revalidated', 'cached', 'bundled', 'failed']),
  /** When its place last vouched for what is shown (ISO 8601); null for `bundled` and `failed`. */
  fetchedAt: z.string().nullable(),
});
export type Source = z.infer<typeof SourceSchema>;

/** Where a registry lies. */
export type Place = { kind: 'web'; url: URL } | { kind: 'file'; path: string };

/**
 * The registries to read, the first one first: `MAESTRO_REGISTRIES` (comma-separated) replaces every other list; else
 * the community's and then the configured ones.
 */
export function registrySources(env: NodeJS.ProcessEnv, configured: readonly string[] = []): string[] {
  const named = trimmed((env.MAESTRO_REGISTRIES ?? '').split(','));
  return named.length > 0 ? named : trimmed([COMMUNITY_REGISTRY, ...configured]);
}

/**
 * Where a source leads: an https address (http on this machine, for rehearsals), a `file:` address or a path.
 * @throws MaestroError `registry.bad-source`.
 */
export function placeOf(source: string): Place {
  if (!ADDRESS.test(source)) return { kind: 'file', path: resolve(source) };
  if (!URL.canParse(source)) throw badSource(source, 'is not a web address');
  const url = new URL(source);
  if (url.protocol === 'file:') return { kind: 'file', path: pathOf(source, url) };
  if (url.username || url.password) throw badSource(source, 'holds a user name or password');
  if (!isAllowed(url)) throw badSource(source, 'is not an https address');
  return { kind: 'web', url };
}

/** True for https, and for http on this machine. */
export function isAllowed(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.href));
}

/** A source as people are shown it: an address without user, password, query and fragment, which may hold a secret. */
export function sourceName(source: string): string {
  const bare = ADDRESS.test(source) ? source.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//') : source;
  return oneLine(bare, 500);
}

function pathOf(source: string, url: URL): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw badSource(source, 'names no file of this machine', cause);
  }
}

function badSource(source: string, why: string, cause?: unknown): MaestroError {
  return new MaestroError('registry.bad-source', `The registry ${sourceName(source)} ${why}.`, {
    remedy: 'Give registries as https addresses or as paths.',
    cause,
  });
}

function trimmed(sources: readonly string[]): string[] {
  return [...new Set(sources.map((source) => source.trim()).filter(Boolean))];
}
