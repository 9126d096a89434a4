import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redactor } from '../../../../src/platform/redact.ts';
import { isOffline } from '../../../../src/symphony/engine/hold.ts';
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
    'git.workflow-scope',
  ],
  [
    '!\tabc:refs/heads/x\t[remote rejected] (refusing to allow a Personal Access Token to create or update workflow `.github/workflows/a.yml` without `workflow` scope)',
    'git.workflow-scope',
  ],
  [
    ' ! [remote rejected] x -> x (refusing to allow a GitHub App to create or update workflow `.github/workflows/a.yml` without `workflows` permission)',
    'git.workflow-scope',
  ],
  [
    "fatal: unable to access 'https://github.com/o/r.git/': Received HTTP code 407 from proxy after CONNECT",
    'git.proxy-auth',
  ],
  [
    "remote: This repository was archived so it is read-only.\nfatal: unable to access 'https://github.com/o/r.git/': The requested URL returned error: 403",
    'project.archived',
  ],
  [
    "remote: error: GH001: Large files detected.\nremote: error: File a.bin is 120.00 MB; this exceeds GitHub's file size limit of 100.00 MB\n! [remote rejected] x -> x (pre-receive hook declined)",
    'git.file-too-large',
  ],
  ['remote: error: GH007: Your push would publish a private email address.', 'git.email-private'],
  ['remote: error: GH013: Repository rule violations found for refs/heads/x.', 'git.rules'],
  // What no network fault is.
  ["fatal: unable to access 'https://github.com/o/r.git/': something else", 'git.failed'],
  ['fatal: write error: No space left on device', 'git.disk-full'],
  ['fatal: something new', 'git.failed'],
  ['', 'git.failed'],
])('%j is %s', (output, code) => {
  expect(failure(output)).toMatchObject({ code, remedy: expect.any(String) });
});

test.each([
  [
    'checkout',
    'error: unable to write file a: No space left on device\nfatal: the remote end hung up unexpectedly',
    'git.disk-full',
  ],
  [
    'checkout',
    'git-lfs filter-process: 1: git-lfs: not found\nfatal: the remote end hung up unexpectedly',
    'git.lfs-missing',
  ],
  ['checkout', "error: external filter 'git-lfs filter-process' failed", 'git.lfs-missing'],
  ['checkout', 'error: unable to create file certificates/ca.pem: Permission denied', 'git.failed'],
  ['status', 'fatal: Could not resolve host: x: No such file or directory', 'git.failed'],
  ['commit', 'error: Authentication failed.txt: Is a directory', 'git.failed'],
  ['fetch', 'fatal: write error: Disk quota exceeded', 'git.disk-full'],
])('git %s saying %j is %s', (command, output, code) => {
  expect(failure(output, { command })).toMatchObject({ code, remedy: expect.any(String) });
});

test('no failure of a local command is one that a run waits out by itself', () => {
  const WORDS = fc.constantFrom(
    ...[
      'fatal: ',
      'error: ',
      'remote: ',
      ' ! [rejected] ',
      'Could not resolve host: github.com',
      'early EOF',
      '\n',
    ],
    ...[
      'RPC failed',
      'hung up unexpectedly',
      'Connection refused',
      'returned error: 502',
      'a.txt',
      ': ',
      "'x'",
    ],
  );
  fc.assert(
    fc.property(
      fc.constantFrom(
        'checkout',
        'commit',
        'status',
        'update-index',
        'rev-parse',
        'merge-base',
        'config',
        'stash',
      ),
      fc.array(fc.oneof(WORDS, fc.string()), { maxLength: 12 }),
      fc.boolean(),
      (command, words, timedOut) => {
        const error = failure(words.join(''), { command, timedOut });
        expect(isOffline(error)).toBe(false);
      },
    ),
  );
});

test('tells a time limit, and an end by a signal', () => {
  expect(failure('x', { timedOut: true, command: 'commit' }).code).toBe('git.slow');
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
