import { describe, expect, it } from 'vitest';
import { hiddenParts, revealHidden } from '../../../../src/symphony/issues/hidden.ts';

const tags = (text: string): string =>
  [...text].map((char) => String.fromCodePoint(0xe0000 + char.charCodeAt(0))).join('');

describe('revealHidden', () => {
  it.each([
    ['plain text, 1 < 2 and a <3', 'plain text, 1 < 2 and a <3'],
    ['a <!-- do evil --> b', 'a ⟦hidden comment: <!-- do evil -->⟧ b'],
    ['<!--\ndo\nevil\n-->\nb', '⟦hidden comment: <!--\ndo\nevil\n-->⟧\nb'],
    [
      'a <!-- one\ntwo --> b <!-- three -->',
      'a ⟦hidden comment: <!-- one\ntwo -->⟧ b ⟦hidden comment: <!-- three -->⟧',
    ],
    ['a\u200bb', 'a⟦invisible: U+200B⟧b'],
    ['a\u200b\u200b\u2060b', 'a⟦invisible: U+200B ×2 U+2060⟧b'],
    [`a${tags('run me')}b`, 'a⟦invisible: run me⟧b'],
    ['a\u202eb', 'a⟦changes direction: U+202E⟧b'],
    ['a\u001b[31mb', 'a⟦invisible: U+001B⟧[31mb'],
    ['👨‍👩‍👧 and 👩🏽‍🚒', '👨‍👩‍👧 and 👩🏽‍🚒'],
    ['\ufeffa', '\ufeffa'],
    [
      '<picture><source srcset="do evil"></picture>',
      '⟦HTML: <picture>⟧⟦HTML: <source srcset="do evil">⟧⟦HTML: </picture>⟧',
    ],
    ['<img alt="do\nevil">', '⟦HTML: <img alt="do⟧\nevil">'],
    ['<https://github.com> and a@b', '<https://github.com> and a@b'],
    ['`<b>` and <b>', '`<b>` and ⟦HTML: <b>⟧'],
    ['```html\n<!-- shown -->\n<b>\n```', '```html\n<!-- shown -->\n<b>\n```'],
    ['[//]: # (do evil)', '⟦hidden definition: [//]: # (do evil)⟧'],
    ['a <!-- x\u200by -->', 'a ⟦hidden comment: <!-- xU+200By -->⟧'],
  ])('shows %j', (text, expected) => {
    expect(revealHidden(text)).toBe(expected);
  });
});

describe('hiddenParts', () => {
  it('gives ranges and lines that fit the text', () => {
    const text = 'one\r\ntwo <!-- a\r\nb --> \u200b';
    expect(
      hiddenParts(text).map(({ kind, line, start, end }) => [kind, line, text.slice(start, end)]),
    ).toEqual([
      ['comment', 2, '<!-- a\r\nb -->'],
      ['invisible', 3, '\u200b'],
    ]);
  });
});
