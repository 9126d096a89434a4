import { describe, expect, it } from 'vitest';
import { findOddBoxes } from '../../../../src/runner/documents/odd-boxes.ts';

const shape = (markdown: string): string[] => findOddBoxes(markdown).map(({ line, why }) => `${line} ${why}`);

describe('findOddBoxes', () => {
  it.each([
    ['-[ ] x', 'bullet'],
    ['*[x] x', 'bullet'],
    ['1.[ ] x', 'bullet'],
    ['- [] x', 'inside'],
    ['- [  ] x', 'inside'],
    ['- [ x ] x', 'inside'],
    ['- [x ] x', 'inside'],
    ['- [ ]x', 'behind'],
    ['- [x]done', 'behind'],
    ['- [✓] x', 'sign'],
    ['- [✔️] x', 'sign'],
    ['- [-] x', 'sign'],
    ['- [~] x', 'sign'],
    ['- [y] x', 'sign'],
    ['- [done] x', 'sign'],
    ['[ ] x', 'bullet'],
    ['[x] x', 'bullet'],
    ['[] x', 'bullet'],
    ['• [ ] x', 'bullet'],
    ['– [ ] x', 'bullet'],
    ['# [ ] x', 'bullet'],
    ['- (x) y', 'brackets'],
    ['- ( ) y', 'brackets'],
    ['- {x} y', 'brackets'],
    ['- ［ ］ x', 'brackets'],
    ['- 【x】 x', 'brackets'],
    ['☐ x', 'brackets'],
    ['- ☑ x', 'brackets'],
    ['- \\[ ] x', 'brackets'],
    ['- [ ]', 'text'],
    ['Words\n2. [ ] x', 'paragraph'],
    ['Words\n      - [ ] x', 'paragraph'],
    ['<details>\n- [ ] x\n</details>', 'html'],
    ['<div>\n  1. [x] x <!-- c -->\n</div>', 'html'],
    ['  - [] nested', 'inside'],
    ['> - [] quoted', 'inside'],
  ])('%s: %s', (line, why) => {
    // The odd one of several lines is the second.
    const at = line.includes('\n') ? 4 : 3;
    expect(shape(`# T\n\n${line}\n\n- [ ] good\n`)).toEqual([`${at} ${why}`]);
    expect(shape(`# T\n\n${line}\n`.replaceAll('\n', '\r\n'))).toEqual([`${at} ${why}`]);
  });

  it.each([
    '- [ ] x',
    '* [x] x',
    '1. [X] x',
    '- - [ ] x',
    '-\n  [ ] x',
    '- [x](https://example.org) a link',
    '- [x][ref] a link',
    '[x]: https://example.org',
    '- [a] an option',
    '- [1] a footnote',
    '- (a) an option',
    '- text [ ] box',
    'text [] x',
    '- [docs](docs/a.md)',
    '```\n- [] x\n```',
    '- x\n  ~~~\n  -[ ] x\n  ~~~',
    '<!-- - [] x -->',
    '<!--\n- [] x\n-->',
    '<!--\n- [ ] x\n-->',
    '<div>\n<!--\n- [ ] x\n-->\n- [] x\n</div>',
    '| [ ] a | - [] b |\n|---|---|\n| [x] c | - [ ] d |',
    '    - [] x',
    '---',
    '',
  ])('nothing at %j', (markdown) => {
    expect(shape(`# T\n\n${markdown}\n`)).toEqual([]);
  });
});
