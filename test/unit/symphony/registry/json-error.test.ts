import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonErrorLine } from '../../../../src/symphony/registry/json-error.ts';
import { expectLinear, filled } from '../../../support/linear.ts';

/** JSON texts, and the same with one character put in, taken out or replaced. */
const almostJson = fc
  .tuple(
    fc.json({ maxDepth: 4 }),
    fc.nat(),
    fc.constantFrom(
      '',
      ',',
      '"',
      '{',
      '}',
      '[',
      ']',
      ':',
      '\\',
      '\n',
      '0',
      '-',
      '.',
      'e',
      'u',
      '\t',
      't',
      '\u0001',
    ),
    fc.nat({ max: 2 }),
  )
  .map(([json, at, char, cut]) => {
    const from = at % (json.length + 1);
    return json.slice(0, from) + char + json.slice(from + cut);
  });

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('the line of the first mistake in JSON', () => {
  it.each([
    ['a comma too many', '{\n  "a": [1,\n  2,\n  ]\n}', 4],
    ['a comma too few', '{\n  "a": 1\n  "b": 2\n}', 3],
    ['a comment', '{\n  // hello\n  "a": 1\n}', 2],
    ['single quotes', "{\n  'a': 1\n}", 2],
    ['a name without quotes', '{\n\n  a: 1\n}', 3],
    ['a text that goes over the line', '{"a": "x\ny"}', 1],
    ['an end that is missing', '{\n"a": [1, 2\n', 3],
    ['something behind the end', '{}\n\n{}', 3],
    ['a wrong escape', '["\\x"]', 1],
    ['a number with a zero in front', '[\n01]', 2],
    ['a page of the web', '<!doctype html>\n<p>', 1],
    ['nothing', '', 1],
  ])('finds %s', (_, text, line) => {
    expect(isJson(text)).toBe(false);
    expect(jsonErrorLine(text)).toBe(line);
  });

  it('agrees with JSON.parse on what is JSON at all', () => {
    fc.assert(
      fc.property(fc.oneof(almostJson, fc.json(), fc.string()), (text) => {
        expect(jsonErrorLine(text) === null).toBe(isJson(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['brackets', '[', '', ''],
    ['digits', '7', '[', 'x'],
    ['digits of a fraction', '7', '[0.', 'x'],
    ['white space', ' ', '[', 'x'],
    ['a text', 'a', '["', ''],
    ['escapes', '\\u0041', '["', '\u0001"'],
    ['commas', '1,', '[', ''],
  ])('takes a megabyte of %s in its stride', (_, piece, before, after) => {
    const textOf = (size: number): string => filled(size, piece, before, after);
    expectLinear(jsonErrorLine, textOf);
    expect(jsonErrorLine(textOf(1_000_000))).toBe(1);
  });
});
