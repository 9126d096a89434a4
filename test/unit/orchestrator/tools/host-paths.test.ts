import { expect, test } from 'vitest';
import { hostPathIn } from '../../../../src/orchestrator/tools/host-paths.ts';

test.each([
  ['in /home/ann/lanes/ENG-1', '/home/ann/lanes/ENG-1'],
  ['see `/tmp/x.log`', '/tmp/x.log'],
  ['(/Users/ann/a b)', '/Users/ann/a'],
  ['C:\\Users\\ann\\x', 'C:\\Users\\ann\\x'],
  ['d:/work/x', 'd:/work/x'],
  ['\\\\server\\share\\x', '\\\\server\\share\\x'],
  ['~/lanes/x', '~/lanes/x'],
  ['file:///etc/passwd', 'file:///etc/passwd'],
  ['/elsewhere/lanes/ENG-1/src', '/elsewhere/lanes'],
])('%s', (text, found) => {
  expect(hostPathIn(text, ['/elsewhere/lanes'])).toBe(found);
});

test.each([
  'https://example.com/home/ann/x and http://h/tmp/y',
  'src/home/x.ts, ./tmp/y, ../opt/z',
  'GET /api/v1/issues',
  'a/b, and/or, 1/2',
  'x:y, C: a drive',
  '~5 minutes, ~/ is home',
  'src/etc/config.ts',
])('not a path of a host: %s', (text) => {
  expect(hostPathIn(text, ['/elsewhere/lanes'])).toBeUndefined();
});
