import { expect, test } from 'vitest';
import { asMaestroError } from '../../../src/platform/errors.ts';

test.each([
  ['ENOSPC', 'machine.disk-full'],
  ['EDQUOT', 'machine.disk-full'],
  ['EROFS', 'machine.read-only'],
  ['EACCES', 'machine.no-permission'],
  ['EMFILE', 'machine.too-many-files'],
  ['EBADF', 'internal.unexpected'],
  ['toString', 'internal.unexpected'],
])('%s is %s', (code, expected) => {
  const error = asMaestroError(Object.assign(new Error('write failed'), { code, path: '/m/x' }));
  expect(error.code).toBe(expected);
  expect(error.message).toContain('write failed');
  expect(error.remedy?.includes('bug')).toBe(expected === 'internal.unexpected');
});
