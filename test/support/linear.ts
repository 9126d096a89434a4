import { expect } from 'vitest';

const MIB = 1024 * 1024;
/** Whatever reads a megabyte of small pieces in less is not quadratic; shorter times tell nothing. */
const SHORT_MS = 1_500;

/** Reading 1 MiB of a text takes less than three times as long as reading half of it (the best of two each). */
export function expectLinear(read: (text: string) => unknown, textOf: (size: number) => string): void {
  const whole = textOf(MIB);
  const first = timeOf(() => read(whole));
  if (first < SHORT_MS) return;
  const half = textOf(MIB / 2);
  const halfMs = Math.min(...[1, 2].map(() => timeOf(() => read(half))));
  const wholeMs = Math.min(
    first,
    timeOf(() => read(whole)),
  );
  expect(wholeMs, `half takes ${Math.round(halfMs)} ms`).toBeLessThan(Math.max(3 * halfMs, SHORT_MS));
}

/** A megabyte takes linear readers some milliseconds, quadratic ones minutes: ten seconds tell them apart on any machine. */
export function quickly(work: () => unknown): void {
  expect(timeOf(work)).toBeLessThan(10_000);
}

/** Milliseconds of this process's own computing: what else the machine does must not count. */
function timeOf(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}
