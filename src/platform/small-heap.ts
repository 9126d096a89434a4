import { setFlagsFromString } from 'node:v8';

/**
 * What V8 is told in a process that runs for hours beside an agent, computes little and should be small. By itself V8 lets
 * garbage pile up to several times of what is in use (docs/decisions/0013-small-engine.md has the measurements). Each is a
 * number or a switch that V8 looks up at every decision, and one that a version does not know is passed over.
 */
const FLAGS = [
  // The young generation stays at 1 MB a half instead of growing to 16 MB.
  '--semi-space-growth-factor=1',
  // Memory comes before speed: the old one is collected early.
  '--optimize-for-size',
  // `fetch` reads HTTP with a WebAssembly parser: optimizing that takes 20 MB for a moment and saves nothing here.
  '--no-wasm-dynamic-tiering',
  '--no-wasm-tier-up',
  // To compile what runs now and then takes more memory than it gives back, and more time, too.
  '--no-opt',
  '--no-sparkplug',
];

/** Keeps this process's heap small from now on, for some processor time. To be called before the heap has grown. */
export function keepHeapSmall(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}
