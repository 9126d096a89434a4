import { expect, test, vi } from 'vitest';
import { atMost } from '../../../src/vscode/at-most.ts';

test('it waits for what ends in time, and for the rest only so long', async () => {
  vi.useFakeTimers();
  try {
    await atMost(15_000, Promise.resolve());
    expect(vi.getTimerCount()).toBe(0);
    const waited = atMost(15_000, new Promise(() => undefined));
    vi.advanceTimersByTime(15_000);
    await waited;
    await expect(atMost(15_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
  } finally {
    vi.useRealTimers();
  }
});
