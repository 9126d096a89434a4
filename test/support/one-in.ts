import { test } from 'vitest';
import { MORE, testSeed } from './seed.ts';

/**
 * A `test` that takes part in one run in `share`, drawn by the seed and the test's name, and counts as skipped in the others; in
 * `npm run test:more` it always takes part. For what takes long and is much like its neighbours: most of what a real agent
 * does besides its happy path.
 */
export function oneIn(share: number): typeof test {
  const drawn = (name: unknown): boolean => MORE || hash(`${testSeed()} ${String(name)}`) % share === 0;
  return new Proxy(test, {
    apply: (target, self, args: Parameters<typeof test>) =>
      Reflect.apply(drawn(args[0]) ? target : target.skip, self, args),
    get(target, key, self) {
      if (key !== 'each') return Reflect.get(target, key, self);
      return (cases: readonly unknown[]) =>
        (name: string, ...rest: unknown[]): void => {
          const isDrawn = cases.map((_, at) => drawn(`${name} ${at}`));
          for (const [chain, wanted] of [
            [target, true],
            [target.skip, false],
          ] as const) {
            const chosen = cases.filter((_, at) => isDrawn[at] === wanted);
            // With its own chain: `each` by itself forgets that it came from `skip`.
            Reflect.apply(chain.each(chosen as unknown[]), undefined, [name, ...rest]);
          }
        };
    },
  });
}

/** FNV-1a: the same for the same text on every machine. */
function hash(text: string): number {
  let value = 0x811c_9dc5;
  for (const letter of text) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 0x0100_0193);
  return (value ^ (value >>> 15)) >>> 0;
}
