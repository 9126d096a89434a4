import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commandFor, exactly, quoted } from '../../../scripts/lib/testing/commands.mjs';

const NAMES = [
  'plain',
  'it\'s "two" $words',
  'a (b) [c] {d} 1+1=2? *.^|\\',
  'back`tick`; rm -rf !',
  'ümläut ✓',
];

test.runIf(process.platform !== 'win32').each(NAMES)('a shell reads %s as one word', (name) => {
  expect(execFileSync('sh', ['-c', `printf %s ${quoted(name, 'linux')}`], { encoding: 'utf8' })).toBe(name);
});

test.each([...NAMES, 'two\nlines'])('%s is met by that name only', (name) => {
  const pattern = new RegExp(exactly(name));
  expect(pattern.test(name)).toBe(true);
  expect(pattern.test(`${name} and more`)).toBe(false);
  expect(pattern.test(`more ${name}`)).toBe(false);
  expect(exactly(name)).not.toContain('\n');
});

test('the command that runs a test alone', () => {
  const of = { file: 'test/unit/a.test.ts', name: 'a b', env: { MAESTRO_SEED: '7' } };
  expect(commandFor(of, 'linux')).toBe("MAESTRO_SEED=7 npm test -- test/unit/a.test.ts -t '^a b$'");
  expect(commandFor(of, 'win32')).toBe('set "MAESTRO_SEED=7" && npm test -- test/unit/a.test.ts -t "^a b$"');
  expect(commandFor({ ...of, name: undefined, env: {} }, 'linux')).toBe('npm test -- test/unit/a.test.ts');
});
