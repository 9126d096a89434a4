import bundled from '../../../symphony-registry.json' with { type: 'json' };
import type { SymphonyContext } from '../context.ts';
import { ageInWords } from './age.ts';
import { parseRegistry, type RegistryReading } from './parse.ts';
import { COMMUNITY_REGISTRY, sourceName } from './sources.ts';
import { readStored, type StoredCopy } from './stored-copy.ts';

/** What there is of a registry without asking its host. */
export interface KeptCopy {
  reading: RegistryReading;
  /** The stored copy it comes from; undefined for the one that this release brings. */
  stored: StoredCopy | undefined;
  /** Milliseconds since the host vouched for it; infinite for the release's. */
  ageMs: number;
  /** "The copy of 3 hours ago". */
  inWords: string;
}

/** The last good copy, else for the community's registry the one that this release brings. */
export async function keptCopy(ctx: SymphonyContext, source: string): Promise<KeptCopy | undefined> {
  const stored = await readStored(ctx.home, source, ctx.log);
  const read = (text: string): RegistryReading => parseRegistry(text, sourceName(source), ctx.github.webUrl);
  if (stored) {
    const reading = read(stored.text);
    const passed = ctx.clock.now().getTime() - Date.parse(stored.confirmedAt);
    // From the future: somebody set the clock back, and how old it is cannot be told.
    const ageMs = passed < 0 ? Number.POSITIVE_INFINITY : passed;
    const age = passed < 0 ? stored.confirmedAt : `${ageInWords(ageMs)} ago`;
    if (reading.readable) return { reading, stored, ageMs, inWords: `The copy of ${age}` };
  }
  if (source !== COMMUNITY_REGISTRY) return undefined;
  return {
    reading: read(JSON.stringify(bundled)),
    stored: undefined,
    ageMs: Number.POSITIVE_INFINITY,
    inWords: 'The list that came with this release',
  };
}
