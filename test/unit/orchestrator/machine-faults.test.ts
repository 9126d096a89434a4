import { expect, test } from 'vitest';
import { isMachineFault } from '../../../src/orchestrator/machine-faults.ts';
import { MaestroError } from '../../../src/platform/errors.ts';

const lane = { dir: '/lanes/ENG-1' };
const system = (code: string, path: string) => Object.assign(new Error('no'), { code, path });

test.each<[boolean, unknown]>([
  [true, new MaestroError('codex.missing', '')],
  [true, new MaestroError('tracker.unavailable', '')],
  [true, new MaestroError('github.rate-limited', '')],
  [true, new MaestroError('git.disk-full', '')],
  // A full home.
  [true, new MaestroError('journal.write-failed', '')],
  [true, new MaestroError('git.proxy-auth', '')],
  [true, new MaestroError('git.certificate', '')],
  [false, new MaestroError('git.push-rejected', '')],
  [true, system('ENOSPC', '/lanes/ENG-1/x')],
  [true, system('EROFS', '/lanes')],
  [true, system('EACCES', '/lanes')],
  // What an agent has locked in its own lane would hold up all others.
  [false, system('EACCES', '/lanes/ENG-1/locked')],
  [false, new MaestroError('tracker.bad-answer', '')],
  [false, new MaestroError('agent.crash', '')],
  [false, new MaestroError('validation.failed', '')],
])('%s: %s', (expected, error) => {
  expect(isMachineFault(error, lane)).toBe(expected);
});
