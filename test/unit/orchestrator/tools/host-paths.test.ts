import { homedir } from 'node:os';
import { expect, test } from 'vitest';
import { hostPathIn } from '../../../../src/orchestrator/tools/host-paths.ts';

/** What there is on this machine; how it is asked does not matter. */
const HERE = [
  '/home/ann',
  '/Users/ann',
  '/nix/store',
  '/mnt/disk',
  '/tmp/x.log',
  '/tmp',
  '/home',
  '/data',
  '/usr/bin',
  '/etc/passwd',
  '/var/folders/zz',
  '/var/log',
  'C:/Users/ann',
  'd:/work/x',
];
const exists = (path: string): boolean => HERE.includes(path);
const find = (text: string) => hostPathIn(text, ['/elsewhere/lanes', `${homedir()}/lanes`], exists);

test.each([
  ['in /home/ann/lanes/ENG-1', '/home/ann/lanes/ENG-1'],
  ['see `/tmp/x.log`', '/tmp/x.log'],
  ['see /tmp/x.log.', '/tmp/x.log.'],
  ['(/Users/ann/a b)', '/Users/ann/a'],
  ['box:/home/ann/x', '/home/ann/x'],
  ['scp ann@host:/mnt/disk/x .', '/mnt/disk/x'],
  ['/nix/store/abc-node/bin/node', '/nix/store/abc-node/bin/node'],
  ['PATH=/nix/store/abc:/usr/bin', '/nix/store/abc:/usr/bin'],
  ['/var/folders/zz/1/T', '/var/folders/zz/1/T'],
  ['C:\\Users\\ann\\x', 'C:\\Users\\ann\\x'],
  ['d:/work/x/y', 'd:/work/x/y'],
  ['file:///home/ann/x', 'file:///home/ann/x'],
  ['/elsewhere/lanes/ENG-1/src', '/elsewhere/lanes'],
  ['~/lanes/ENG-1/src', '~/lanes/ENG-1/src'],
])('a place of this machine: %s', (text, found) => {
  expect(find(text)).toBe(found);
});

test.each([
  'https://example.com/home/ann/x and http://h/tmp/y',
  'src/home/ann/x.ts, ./tmp/x.log, ../home/ann/z',
  'GET /api/v1/issues',
  'route /data/export, page /home/feed, /work/items',
  '#!/usr/bin/env node and /bin/sh, /dev/null, /etc/passwd, /proc/self/environ',
  'in the container /opt/app/server.js and /srv/www',
  '/home, /tmp and /var/log are folders',
  'a/b, and/or, 1/2',
  'x:y, C: a drive, C:\\Windows\\System32',
  '~5 minutes, ~/ is home, ~/.config/app',
  'src/etc/config.ts',
  '//cdn.example.com/home/ann',
  'file:///etc/hosts',
  '/elsewhere/lanes-of-others',
])('none: %s', (text) => {
  expect(find(text)).toBeUndefined();
});
