import { asMaestroError, MaestroError } from '../../platform/errors.ts';
import type { SymphonyContext } from '../context.ts';
import type { Problem } from '../problem.ts';
import { downloadRegistry } from './download.ts';
import { type KeptCopy, keptCopy } from './kept-copy.ts';
import { readLocalRegistry } from './local-file.ts';
import { parseRegistry, type RegistryReading } from './parse.ts';
import { placeOf, type Source, sourceName } from './sources.ts';
import { writeStored } from './stored-copy.ts';

/** How one registry is read. */
export interface LoadSourceOptions {
  /** A kept copy that was confirmed this many milliseconds ago or less is used unasked. */
  maxAgeMs: number;
  /** Ask also when the kept copy is young. */
  refresh: boolean;
  /** Milliseconds for the whole answer of a host. */
  limitMs: number;
  signal?: AbortSignal | undefined;
}

/** What one registry says, and how it was read. */
export interface LoadedSource {
  reading: Pick<RegistryReading, 'projects' | 'problems'>;
  source: Source;
}

/** Reads one registry by the best way there is. Rejects only with the signal's reason. */
export async function loadSource(
  ctx: SymphonyContext,
  source: string,
  options: LoadSourceOptions,
): Promise<LoadedSource> {
  const name = sourceName(source);
  try {
    const place = placeOf(source);
    if (place.kind === 'web') return await loadFromWeb(ctx, source, place.url, options);
    const text = await readLocalRegistry(place.path);
    const reading = readable(parseRegistry(text, name, ctx.github.webUrl));
    return { reading, source: { source: name, state: 'fresh', fetchedAt: ctx.clock.now().toISOString() } };
  } catch (error) {
    options.signal?.throwIfAborted();
    const { code, message, remedy } = asMaestroError(error);
    const problem: Problem = {
      severity: 'error',
      code,
      message: remedy ? `${message} ${remedy}` : message,
      line: null,
    };
    return {
      reading: { projects: [], problems: [problem] },
      source: { source: name, state: 'failed', fetchedAt: null },
    };
  }
}

async function loadFromWeb(
  ctx: SymphonyContext,
  source: string,
  url: URL,
  options: LoadSourceOptions,
): Promise<LoadedSource> {
  const kept = await keptCopy(ctx, source);
  if (kept && !options.refresh && kept.ageMs <= options.maxAgeMs) return fromKept(kept, source);
  try {
    return await ask(ctx, source, url, kept, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!kept) throw error;
    const problem: Problem = {
      severity: 'warning',
      code: kept.stored ? 'registry.stale' : 'registry.bundled',
      message: `${asMaestroError(error).message} ${kept.inWords} is used.`,
      line: null,
    };
    return fromKept(kept, source, [problem]);
  }
}

async function ask(
  ctx: SymphonyContext,
  source: string,
  url: URL,
  kept: KeptCopy | undefined,
  options: LoadSourceOptions,
): Promise<LoadedSource> {
  const name = sourceName(source);
  const { stored, reading: old } = kept ?? {};
  const answer = await downloadRegistry(ctx.fetch, url, { ...options, etag: stored?.etag ?? null });
  const confirmedAt = ctx.clock.now().toISOString();
  if (stored && old && !answer.changed) {
    await writeStored(ctx.home, source, { ...stored, confirmedAt }, ctx.log);
    return { reading: old, source: { source: name, state: 'revalidated', fetchedAt: confirmedAt } };
  }
  const { text, etag } = answer.changed ? answer : { text: '', etag: null };
  // Before it is stored: the page of a hotel's network must not take the place of the last good copy.
  const reading = readable(parseRegistry(text, name, ctx.github.webUrl));
  await writeStored(ctx.home, source, { text, etag, confirmedAt }, ctx.log);
  return { reading, source: { source: name, state: 'fresh', fetchedAt: confirmedAt } };
}

function fromKept(kept: KeptCopy, source: string, problems: readonly Problem[] = []): LoadedSource {
  const { stored, reading } = kept;
  return {
    reading: { projects: reading.projects, problems: [...problems, ...reading.problems] },
    source: {
      source: sourceName(source),
      state: stored ? 'cached' : 'bundled',
      fetchedAt: stored?.confirmedAt ?? null,
    },
  };
}

/** A reading that is one. @throws MaestroError with the code of the problem, when no entry could even be looked at. */
function readable(reading: RegistryReading): RegistryReading {
  const [problem] = reading.problems;
  if (reading.readable || !problem) return reading;
  throw new MaestroError(problem.code, problem.message, {
    remedy: 'Report this to the maintainer of the registry.',
  });
}
