/** The seed of the sampled tests: `MAESTRO_SEED`, else a new one. Print it, so that a failure can be had again. */
export function testSeed(): number {
  const asked = Number(process.env.MAESTRO_SEED);
  return Number.isInteger(asked) && asked > 0 ? asked : Math.floor(Math.random() * 0x7fff_ffff) + 1;
}

/** True when the long sweeps run whole (`npm run test:sweeps`). */
export const WHOLE_SWEEP = process.env.MAESTRO_SWEEP === '1';

/** True when more than a draw is wanted (`npm run test:more`, and the sweeps). */
export const MORE = WHOLE_SWEEP || process.env.MAESTRO_MORE === '1';

/** How many items are picked: always, and with `npm run test:more`. The sweeps hold all. */
export interface Levels {
  drawn: number;
  more: number | 'all';
}

/** Different items picked by the seed, in their own order. A plain number: no more of them but in the sweeps. */
export function sample<T>(items: readonly T[], levels: number | Levels, seed: number): T[] {
  const { drawn, more } = typeof levels === 'number' ? { drawn: levels, more: levels } : levels;
  const count = MORE ? more : drawn;
  if (WHOLE_SWEEP || count === 'all') return [...items];
  const random = generator(seed);
  const chosen = items.map((item, at) => ({ item, at, rank: random() }));
  return chosen
    .sort((a, b) => a.rank - b.rank)
    .slice(0, count)
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** Mulberry32: small, good enough to choose tests with. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
