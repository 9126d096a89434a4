import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the bundled sample: a small project whose tests fail, with three documents that mend them. */
export function samplePath(): string {
  // Beside the bundle's chunks in dist/ once built; beside this file in the sources.
  const places = ['../sample', './sample'].map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return places.find((place) => existsSync(`${place}/package.json`)) ?? (places[0] as string);
}
