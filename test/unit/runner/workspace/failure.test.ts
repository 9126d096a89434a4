import { expect, test } from 'vitest';
import { redactor } from '../../../../src/platform/redact.ts';
import { gitFailure } from '../../../../src/runner/workspace/failure.ts';

const failure = (output: string, more = {}) =>
  gitFailure(
    { command: 'fetch', exitCode: 128, timedOut: false, output, ...more },
    redactor(['s3cret-token']),
  );

test.each([
  ["fatal: Authentication failed for 'https://github.com/o/r.git/'", 'git.auth-failed'],
  ["fatal: could not read Username for 'https://github.com': terminal prompts disabled", 'git.auth-failed'],
  [
    'remote: Permission to o/r.git denied to ada.\nfatal: unable to access: The requested URL returned error: 403',
    'git.auth-failed',
  ],
  ['remote: Write access to repository not granted.', 'git.auth-failed'],
  [
    "remote: Repository not found.\nfatal: repository 'https://github.com/o/r.git/' not found",
    'git.not-found',
  ],
  ["fatal: couldn't find remote ref refs/heads/x", 'git.branch-missing'],
  ["fatal: unable to access 'https://github.com/': Could not resolve host: github.com", 'git.offline'],
  ['fatal: unable to access: Failed to connect to github.com port 443: Connection refused', 'git.offline'],
  ['error: RPC failed; curl 56 Recv failure\nfatal: early EOF', 'git.offline'],
  ['error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502', 'git.offline'],
  ['fatal: unable to access: Operation too slow. Less than 1 bytes/sec', 'git.offline'],
  ['fatal: unable to access: server certificate verification failed. CAfile: none', 'git.certificate'],
  ['!\tabc:refs/heads/x\t[rejected] (fetch first)\nDone', 'git.push-rejected'],
  [' ! [remote rejected] x -> x (protected branch hook declined)', 'git.push-rejected'],
  [
    ' ! [remote rejected] x -> x (refusing to allow an OAuth App to create or update workflow `.github/workflows/a.yml` without `workflow` scope)',
    'git.push-rejected',
  ],
  ['fatal: write error: No space left on device', 'git.disk-full'],
  ['fatal: something new', 'git.failed'],
  ['', 'git.failed'],
])('%j is %s', (output, code) => {
  expect(failure(output)).toMatchObject({ code, remedy: expect.any(String) });
});

test('tells a time limit, and an end by a signal', () => {
  expect(failure('x', { timedOut: true }).code).toBe('git.timeout');
  expect(failure('', { exitCode: undefined }).message).toContain('was ended');
});

test('says what git said: the end, short, harmless, without secrets and progress', () => {
  const noise = Array.from({ length: 200 }, (_, n) => `Receiving objects:  ${n % 100}% (${n}/200)\r`).join(
    '',
  );
  const { message } = failure(
    `${noise}remote: \u001b[31mred\u001b[0m \u202eevil\nfatal: bad https://ada:s3cret-token@github.com/ ${'x'.repeat(2_000)}`,
  );
  expect(message).toContain('remote: red evil');
  expect(message).not.toMatch(/Receiving|s3cret|\u001b|\u202e|\n/);
  expect(message.length).toBeLessThan(600);
});
