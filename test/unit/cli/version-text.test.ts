import { expect, test } from 'vitest';
import { versionText } from '../../../src/cli/version-text.ts';
import { VERSION } from '../../../src/platform/version.ts';

test('the version alone, and with --json what it was built from and where it runs', () => {
  expect(versionText(['node', 'maestro', '--version'])).toBe(VERSION);
  const { platform, arch, version: node } = process;
  expect(JSON.parse(versionText(['node', 'maestro', '--version', '--json']))).toEqual({
    version: VERSION,
    commit: null,
    platform,
    arch,
    node,
  });
});
