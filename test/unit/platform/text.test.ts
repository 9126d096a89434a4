import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine, plural, stripControls, truncate } from '../../../src/platform/text.ts';
import { expectLinear, filled } from '../../support/linear.ts';

describe('stripControls', () => {
  it.each([
    ['plain', 'plain'],
    ['tab\tand\nnewline', 'tab\tand\nnewline'],
    ['crlf\r\nand cr\rend', 'crlf\nand cr\nend'],
    ['\u001b[31;1mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007text', 'text'],
    ['\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['\u001bPq#0\u001b\\after', 'after'],
    ['\u001b]0;never ended', '0;never ended'],
    ['\u001bP never ended\nnext line', ' never ended\nnext line'],
    ['\u001b]52;c;bad\nnext\u0007', '52;c;bad\nnext'],
    ['\u001bcreset', 'reset'],
    ['\u009b31mC1', '31mC1'],
    ['a\u0000b\u0008c\u007f', 'abc'],
    ['user\u202Egpj.exe', 'usergpj.exe'],
    ['\u2066isolated\u2069', 'isolated'],
    ['\u001b', ''],
  ])('%j', (text, safe) => {
    expect(stripControls(text)).toBe(safe);
  });

  it('leaves nothing that a terminal would obey, whatever comes in', () => {
    const nasty = fc.array(
      fc.oneof(
        fc.string(),
        fc.constantFrom('\u001b', '[', ']', 'P', '0', ';', '\u0007', '\\', '\u009b', '\n', 'm'),
      ),
    );
    return fc.assert(
      fc.property(nasty, (parts) => {
        const safe = stripControls(parts.join(''));
        expect(safe).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        expect(stripControls(safe)).toBe(safe);
      }),
    );
  });

  it.each([
    ['escapes that never end', '\u001b]', ''],
    ['one long one', 'x', '\u001b]'],
    ['parameters', '1;', '\u001b['],
    ['device strings', '\u001bPa', ''],
  ])('takes linear time for %s', (_name, piece, before) => {
    expectLinear(stripControls, (size) => filled(size, piece, before));
  });
});

describe('oneLine', () => {
  it('folds white space and drops what cannot be seen', () => {
    expect(oneLine('  a\n\n b\u200bc\t\u00add  ')).toBe('a bc d');
    expect(oneLine('x'.repeat(300))).toBe(`${'x'.repeat(199)}…`);
    expect(oneLine('y'.repeat(1_000_000), 5)).toBe('yyyy…');
  });

  it('is the same whether its beginning is enough or all of it is looked at', () => {
    const parts = fc.oneof(
      fc.constantFrom(
        ' ',
        '  ',
        '\n',
        '\r\n',
        '\t',
        '\u00a0',
        '\u200b',
        '\u202e',
        '\u001b[31m',
        '\u001b]0;',
        '\u0007',
      ),
      fc.constantFrom('word', 'ünïcode', '😀', '\udb40\udc41', 'x'.repeat(30)),
    );
    return fc.assert(
      fc.property(fc.array(parts, { maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (words, max) => {
        const text = words.join('');
        const whole = stripControls(text.slice(0, max * 20))
          .replace(/[\u200b-\u200d\u2060-\u2064\ufeff\u00ad\u180e]|\udb40[\udc00-\udc7f]/g, '')
          .replace(/\s+/g, ' ')
          .trim();
        expect(oneLine(text, max)).toBe(truncate(whole, max));
      }),
      { numRuns: 300 },
    );
  });
});

describe('truncate', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['abcd', 1, '…'],
    ['abcd', 0, ''],
    ['a😀b', 3, 'a…'],
  ])('%j at %i', (text, max, cut) => {
    expect(truncate(text, max)).toBe(cut);
  });
});

describe('plural', () => {
  it('names one, none and many', () => {
    expect([0, 1, 2].map((count) => plural(count, 'task'))).toEqual(['0 tasks', '1 task', '2 tasks']);
    expect(plural(2, 'stash', 'stashes')).toBe('2 stashes');
  });
});
