import { expect, it } from 'vitest';
import { expectLinear, filled } from '../../support/linear.ts';

const SIZE = 4_096;
const textOf = (size: number): string => filled(size, 'x');

/** Compares characters with each other: each with all, or with a few behind it. */
function compare(text: string, reach: number): number {
  let same = 0;
  for (let at = 0; at < text.length; at++)
    for (let other = at; other < Math.min(text.length, at + reach); other++)
      if (text.charCodeAt(at) === text.charCodeAt(other)) same++;
  return same;
}

it('a reader that looks at each character a few times passes', () => {
  expectLinear((text) => compare(text, 50), textOf, SIZE);
});

it('one that looks at all of them for each is refused', () => {
  expect(() => expectLinear((text) => compare(text, text.length), textOf, SIZE)).toThrow(/all: /);
});
