import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    shelf: string;
  }
}

/** A new folder for something that is made once a worker; it is removed after the last test (`shelf-setup.ts`). */
export function onShelf(name: string): Promise<string> {
  return mkdtemp(join(inject('shelf'), `${name}-`));
}
