import { describe, expect, test } from 'vitest';
import { readArguments, STAGES, seedIn, WrongUse } from '../../../scripts/lib/testing/arguments.mjs';

const FILES = ['test/unit/a.test.ts', 'test/e2e/b.test.ts', 'test/vscode/tree.ts', 'test/integration/runner'];
const where = { root: '/home/me/maestro', exists: (path: string) => FILES.includes(path) };
const read = (...words: string[]) => readArguments(words, where);
const refusal = (...words: string[]): string => {
  try {
    read(...words);
  } catch (error) {
    if (error instanceof WrongUse) return error.message;
    throw error;
  }
  return expect.fail(`${words.join(' ')} was taken`);
};

describe('what npm test is asked', () => {
  test('without a word: every stage, whole', () => {
    expect(read().plan).toEqual(STAGES.map((stage) => ({ stage, files: [] })));
  });

  test('stages come in their own order, each once', () => {
    expect(read('e2e', 'unit', 'e2e').plan.map(({ stage }) => stage)).toEqual(['unit', 'e2e']);
    expect(read('sweeps', 'more').plan.map(({ stage }) => stage)).toEqual(['more', 'sweeps']);
  });

  test('files run in the stage that they belong to; a stage that is asked for is run whole', () => {
    expect(read('test/e2e/b.test.ts', 'test/unit/a.test.ts', 'test/integration/runner/').plan).toEqual([
      { stage: 'unit', files: ['test/unit/a.test.ts'] },
      { stage: 'integration', files: ['test/integration/runner'] },
      { stage: 'e2e', files: ['test/e2e/b.test.ts'] },
    ]);
    for (const words of [
      ['unit', 'test/unit/a.test.ts'],
      ['test/unit/a.test.ts', 'unit'],
    ])
      expect(read(...words).plan).toEqual([{ stage: 'unit', files: [] }]);
    expect(read('test/vscode/tree.ts').plan).toEqual([{ stage: 'vscode', files: [] }]);
  });

  test.each([
    'test/unit/a.test.ts',
    './test/unit/a.test.ts',
    'test\\unit\\a.test.ts',
    '.\\test\\unit\\a.test.ts',
    'test/e2e/../unit/a.test.ts',
    '/home/me/maestro/test/unit/a.test.ts',
  ])('the path %s', (path) => {
    expect(read(path).plan).toEqual([{ stage: 'unit', files: ['test/unit/a.test.ts'] }]);
  });

  test('a path with a drive', () => {
    const there = { ...where, root: 'C:\\Me\\maestro' };
    expect(readArguments(['c:\\me\\maestro\\test\\unit\\a.test.ts'], there).plan).toEqual([
      { stage: 'unit', files: ['test/unit/a.test.ts'] },
    ]);
  });

  test('the name of a test', () => {
    for (const words of [['-t', 'a b'], ['-t=a b'], ['--testNamePattern', 'a b'], ['--testNamePattern=a b']])
      expect(read('unit', ...words)).toMatchObject({ plan: [{ stage: 'unit' }], pattern: 'a b' });
    expect(refusal('-t', 'a')).toContain('files');
    expect(refusal('checks', '-t', 'a')).toContain('files');
    expect(refusal('unit', '-t')).toContain('needs the name');
    expect(refusal('unit', '-t', '(')).toContain('regular expression');
  });

  test('what there is not: the answer names what there is', () => {
    for (const words of [['untit'], ['--watch'], ['src/cli.ts'], ['test/fixtures/a.test.ts'], ['a.test.ts']])
      expect(refusal(...words)).toContain(STAGES.join(', '));
    expect(refusal('test/unit/c.test.ts')).toBe('There is no test/unit/c.test.ts.');
    expect(read('untit', '--help').help).toBe(true);
  });

  test('a seed', () => {
    expect(seedIn('12')).toBe('12');
    expect(Number(seedIn())).toBeGreaterThan(0);
    for (const wrong of ['0', '-1', 'x', '1.5']) expect(() => seedIn(wrong)).toThrow(WrongUse);
  });
});
