import { describe, expect, it } from 'vitest';
import type { MaestroError } from '../../../../src/platform/errors.ts';
import { findHalt } from '../../../../src/runner/documents/halt.ts';
import { readTasks, rememberingTasks, tickTask } from '../../../../src/runner/documents/tasks.ts';

/** `line:text`, ticked ones with a star. */
const shape = (markdown: string): string[] =>
  readTasks(markdown).map(({ line, text, done }) => `${line}:${text}${done ? '*' : ''}`);

describe('rememberingTasks', () => {
  it('gives what readTasks gives, and the same list again for the last two texts only', () => {
    const read = rememberingTasks();
    const texts = ['- [ ] a\n', '- [x] a\n', '- [x] a\n- [ ] b\n'];
    const [first, second, third] = texts.map((text) => read(text));
    for (const text of texts) expect(rememberingTasks()(text)).toEqual(readTasks(text));
    expect(read(texts[2] ?? '')).toBe(third);
    expect(read(texts[1] ?? '')).toBe(second);
    expect(read(texts[0] ?? '')).not.toBe(first);
    expect(read(texts[0] ?? '')).toEqual(first);
  });

  it('throws again for what cannot be read', () => {
    const read = rememberingTasks();
    const tooLong = '- [ ] a\n'.repeat(200_000);
    expect(() => read(tooLong)).toThrow();
    expect(() => read(tooLong)).toThrow();
  });
});

describe('readTasks', () => {
  it.each([
    ['- [ ] a\n* [x] b\n+ [X] c\n1. [ ] d\n2) [ ] e', ['1:a', '2:b*', '3:c*', '4:d', '5:e']],
    ['- [ ] a\n  - [ ] b\n    1. [x] c', ['1:a', '2:b', '3:c*']],
    ['- [ ] a\r\n- [ ] b\r\n', ['1:a', '2:b']],
    ['- [ ] a\r- [ ] b\r', ['1:a', '2:b']],
    ['\ufeff- [ ] a\n- [ ] b', ['1:a', '2:b']],
    ['> - [ ] a', ['1:a']],
    ['- - [ ] a', ['1:a']],
    ['-\n  [ ] a', ['2:a']],
    ['- [ ] a\n  more of it\nand lazily', ['1:a more of it and lazily']],
    ['- [ ] a `[ ]` **b** <!-- c -->', ['1:a `[ ]` **b** <!-- c -->']],
    ['- [\t] a', ['1:a']],
    ['- [ ]\ta', ['1:a']],
    ['```\n- [ ] a\n```\n- [ ] b', ['4:b']],
    ['~~~md\n- [ ] a\n~~~\n- [ ] b', ['4:b']],
    ['- x\n  ```\n  - [ ] a\n  ```\n- [ ] b', ['5:b']],
    ['- x\n  ```\n- [ ] b', ['3:b']],
    ['text\n\n    - [ ] a\n\n- [ ] b', ['5:b']],
    ['<!--\n- [ ] a\n-->\n- [ ] b', ['4:b']],
    ['<!-- - [ ] a -->\n- [ ] b', ['2:b']],
    ['<details>\n- [ ] a\n\n- [ ] b', ['4:b']],
    ['`- [ ] a`', []],
    ['- [ ]', []],
    ['- [ ]a', []],
    ['- [] a', []],
    ['- [y] a', []],
    ['- x [ ] a', []],
    ['\\- [ ] a', []],
    ['# [ ] a', []],
    ['- # [ ] a', []],
    ['[ ] a', []],
    ['', []],
    ['\u0000- [ ] a', []],
    ['- [ ] a\u001b[2J\u202eb', ['1:ab']],
  ])('reads %j', (markdown, expected) => {
    expect(shape(markdown)).toEqual(expected);
  });

  it('keeps a key while lines move, and counts tasks with the same text', () => {
    const keys = (markdown: string): string[] => readTasks(markdown).map(({ key }) => key);
    expect(keys('- [ ] a\n- [ ] b\n- [x]  a')).toEqual(['a#1', 'b#1', 'a#2']);
    expect(keys('# Title\n\n- [x] a\n\n- [ ] b\n- [ ] a')).toEqual(['a#1', 'b#1', 'a#2']);
  });

  it('reads a document that is parsed in many parts as one', () => {
    const part = '# Part\n\n- [ ] a\n  - [x] b\n\n```\n- [ ] no\n```\n\n> text\n\n';
    const lines = part.split('\n').length - 1;
    const expected = Array.from({ length: 100 }, (_, i) => [`${i * lines + 3}:a`, `${i * lines + 4}:b*`]);
    expect(shape(part.repeat(100))).toEqual(expected.flat());
  });

  it('reads a long list, a long fence and a long paragraph across parts', () => {
    const list = '- [ ] a\n'.repeat(1_000);
    const fence = `\`\`\`\n${'- [ ] no\n'.repeat(1_000)}\`\`\`\n`;
    const text = 'words and words\n'.repeat(2_000);
    expect(shape(`${list}\n${fence}${text}\n- [ ] last`)).toHaveLength(1_001);
  });

  it.each([
    ['document.too-large', '- [ ] a\n'.padEnd(1024 * 1024 + 1, 'x')],
    ['document.too-deep', `text\n${'> '.repeat(30)}a`],
    ['document.too-deep', `text\n${'- '.repeat(30)}a`],
    ['document.too-deep', Array.from({ length: 30 }, (_, i) => `${'  '.repeat(i)}- a`).join('\n')],
    ['document.too-many-lines', '-\n'.repeat(60_000)],
    ['document.too-complex', `- a\n${'  text\n'.repeat(13_000)}`],
  ])('refuses %s', (code, markdown) => {
    expect(() => readTasks(markdown)).toThrow(expect.objectContaining({ code }) as MaestroError);
  });

  it('does not take thematic breaks and wide code for nesting', () => {
    expect(shape(`${'* '.repeat(60)}\n\n- [ ] a\n\n${' '.repeat(300)}code`)).toEqual(['3:a']);
  });
});

describe('tickTask', () => {
  it.each([
    ['- [ ] a\n- [ ] b\n', 2, '- [ ] a\n- [x] b\n'],
    ['\ufeff- [ ] a\r\n  - [ ] b\r\n', 2, '\ufeff- [ ] a\r\n  - [x] b\r\n'],
    ['\ufeff- [ ] a', 1, '\ufeff- [x] a'],
    ['> 1. [ ] a', 1, '> 1. [x] a'],
    ['-\n  [ ] a [ ] b', 2, '-\n  [x] a [ ] b'],
    ['- [X] a', 1, '- [X] a'],
  ])('ticks %j at %i', (markdown, line, expected) => {
    expect(tickTask(markdown, line)).toBe(expected);
  });

  it('says when there is no task on the line', () => {
    expect(() => tickTask('- [ ] a', 2)).toThrow(
      expect.objectContaining({ code: 'document.no-task' }) as MaestroError,
    );
  });
});

describe('findHalt', () => {
  it.each([
    ['<!-- maestro:halt: stop here -->', { line: 1, reason: 'stop here' }],
    ['a\n\ntext <!--maestro:halt:why--> b', { line: 3, reason: 'why' }],
    ['<!--\nmaestro:halt: two\nlines\n-->', { line: 1, reason: 'two lines' }],
    ['- [ ] a\n  <!-- maestro:halt: in an item -->', { line: 2, reason: 'in an item' }],
    ['# Title <!-- maestro:halt: x -->', { line: 1, reason: 'x' }],
    ['<!-- maestro:halt -->', { line: 1, reason: 'no reason given' }],
    ['<div>\n`<!-- maestro:halt: x -->`\n</div>', { line: 2, reason: 'x' }],
    ['\ufeffa\n\n<!-- maestro:halt: x -->', { line: 3, reason: 'x' }],
    ['`<!-- maestro:halt: x -->`', null],
    ['```\n<!-- maestro:halt: x -->\n```', null],
    ['    <!-- maestro:halt: x -->', null],
    ['\\<!-- maestro:halt: x -->', null],
    ['<!-- about maestro:halt: x -->', null],
    ['<!-- maestro:halted: x -->', null],
    ['maestro:halt: x', null],
    ['text <!-- maestro:halt: x', null],
    ['nothing', null],
  ])('finds %j', (markdown, expected) => {
    expect(findHalt(markdown)).toEqual(expected);
  });
});
