import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { onAbort } from '../../../src/platform/on-abort.ts';

test('an abort is heard once, whether it comes later or came before', () => {
  const later = new AbortController();
  let heard = 0;
  onAbort(later.signal, () => heard++);
  expect(heard).toBe(0);
  later.abort();
  expect(heard).toBe(1);
  onAbort(later.signal, () => heard++);
  expect(heard).toBe(2);
});

test('what is over is not told, and leaves no listener on the signal', () => {
  const { signal } = new AbortController();
  const ends = Array.from({ length: 20 }, () => onAbort(signal, () => expect.fail('told')));
  for (const end of ends) end();
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  // Without a signal there is nothing to hear.
  onAbort(undefined, () => expect.fail('told'))();
});
