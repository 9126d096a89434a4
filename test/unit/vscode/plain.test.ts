import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/vscode/plain.ts';

describe('plain', () => {
  it.each([
    ['an ordinary title', 'an ordinary title'],
    ['$(flame) hot', '$ (flame) hot'],
    ['[press](command:workbench.action.closeWindow)', '[press] (command:workbench.action.closeWindow)'],
    ['[press]\u200b(command:x)', '[press] (command:x)'],
    ['$\u200b(flame)', '$ (flame)'],
    ['two\nlines', 'two lines'],
    ['\u001b[31mred\u001b[0m', 'red'],
    ['a\u202eb', 'ab'],
  ])('%j becomes %j', (text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  it('is no longer than asked', () => {
    expect(plain('$('.repeat(500), 50).length).toBeLessThanOrEqual(50);
  });
});
