import { describe, inject, it } from 'vitest';
import { runInHost } from '../support/vscode/run-in-host.ts';

// The suite of test/vscode knows its own tests: it runs first, then each of them is told here.
const outcomes = await runInHost(inject('sharedEditor'));

describe('inside the extension host', () => {
  for (const { titles, state, error } of outcomes)
    it.skipIf(state === 'skipped')(titles.join(' > '), () => {
      if (state === 'failed') throw new Error(error);
    });
});
