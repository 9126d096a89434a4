import { expect } from 'vitest';

export const MIB = 1024 * 1024;
/** Into so many parts it is divided. */
export const PARTS = 32;
/**
 * Linear readers need about as much for the whole as for its parts (up to four times that, where the parts fit into a
 * processor's cache and the whole does not), quadratic ones 32 times that.
 */
const MOST = 8;
/** Less computing than this tells nothing: it is done more often. */
const TELLING_MS = 30;

/** Reading 1 MiB of a text takes little more than reading its parts one by one (the least of some pairs counts). */
export function expectLinear(
  read: (text: string) => unknown,
  textOf: (size: number) => string,
  size = MIB,
): void {
  const [whole, part] = [textOf(size), textOf(size / PARTS)];
  let times = 1;
  let parts = 0;
  const readParts = (): void => {
    parts = costOf(() => read(part), times * PARTS);
  };
  for (readParts(); parts < TELLING_MS && times < 4_096; readParts()) times *= 4;
  const ratios: number[] = [];
  // A collection of garbage, or another one at work, only adds.
  const isLittle = (): boolean => ratios.some((ratio) => ratio < MOST);
  // Twice as much in two pairs is no accident.
  const isFarOff = (): boolean => ratios.length > 1 && ratios.every((ratio) => ratio > 2 * MOST);
  while (ratios.length < 5 && !isLittle() && !isFarOff()) {
    if (ratios.length > 0) readParts();
    ratios.push(costOf(() => read(whole), times) / Math.max(1, parts));
  }
  expect(Math.min(...ratios), `all: ${ratios}`).toBeLessThan(MOST);
}

/** Milliseconds of this process's own computing: what else the machine does must not count. */
function costOf(work: () => unknown, times: number): number {
  const start = process.cpuUsage();
  for (let time = 0; time < times; time++) work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

/** About so many characters of one piece, over and over, between two others. */
export function filled(size: number, piece: string, before = '', after = ''): string {
  return before + piece.repeat(Math.ceil(size / piece.length)) + after;
}
