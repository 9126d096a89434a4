import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { redactor } from '../../../../src/platform/redact.ts';
import { gitFailure } from '../../../../src/runner/workspace/failure.ts';
import { holdFor } from '../../../../src/symphony/engine/hold.ts';
import { fold } from '../../../../src/symphony/journal/fold.ts';
import { GIT_WORDS, REJECTED } from '../../../support/git-words.ts';

const failure = (output: string, more = {}) =>
  gitFailure(
    { command: 'fetch', exitCode: 128, timedOut: false, output, ...more },
    redactor(['s3cret-token']),
  );

test.each(GIT_WORDS)('git %s: %j is %s', (command, output, code) => {
  expect(failure(output, { command })).toMatchObject({ code, remedy: expect.stringMatching(/\w{3}/) });
});

test('names the scope, the command and the host that was pushed to', () => {
  const output = REJECTED(
    'refusing to allow an OAuth App to create or update workflow `.github/workflows/a.yml` without `workflow` scope',
  );
  const at = (text: string) => failure(text, { command: 'push' }).remedy;
  expect(at(output)).toContain('gh auth refresh -h github.com -s workflow');
  expect(at(output.replaceAll('github.com', 'git.acme.test'))).toContain(
    'gh auth refresh -h git.acme.test -s workflow',
  );
  expect(at(output.split('\n')[1] ?? '')).toContain('-h github.com -s workflow');
});

test('a wrong sign-in is never advised where there is another way out', () => {
  const wrong = GIT_WORDS.filter(([, , code]) => code !== 'git.auth-failed').filter(([command, output]) =>
    /sign in again/i.test(failure(output, { command }).remedy ?? ''),
  );
  expect(wrong).toEqual([]);
});

const LOCAL = [
  'add',
  'checkout',
  'commit',
  'config',
  'diff',
  'init',
  'reset',
  'rev-parse',
  'status',
  'update-index',
  '',
];
/** Everything that only another machine can be the reason of. */
const REMOTE_ONLY =
  /^(?:project\.|git\.(?:offline|timeout|rate-limited|auth|certificate|proxy|sso|ip-blocked|not-found|branch))/;

test('no command of this machine is told as a fault of another, whatever it prints', () => {
  const running = { ...fold([]), phase: 'running' as const };
  const word = fc.oneof(fc.constantFrom(...GIT_WORDS.map(([, output]) => output)), fc.string());
  const output = fc.array(word, { maxLength: 4 }).map((parts) => parts.join('\n'));
  void fc.assert(
    fc.property(fc.constantFrom(...LOCAL), output, fc.boolean(), (command, text, timedOut) => {
      const error = failure(text, { command, timedOut });
      expect(error.code).not.toMatch(REMOTE_ONLY);
      const hold = holdFor(error, running, new Date(0), 0);
      expect(hold.type).toBe('needs_attention');
    }),
  );
});

test('words of the network inside a longer line, as names of files are, never make a failure end by itself', () => {
  const words = GIT_WORDS.filter(([, , code]) => /offline|rate-limited/.test(code)).map(
    ([, output]) => output,
  );
  const running = { ...fold([]), phase: 'running' as const };
  void fc.assert(
    fc.property(
      fc.constantFrom(...words),
      fc.constantFrom('error: unable to create file ', 'warning: ', 'remote: error: File ', '\tmodified:   '),
      fc.constantFrom('fetch', 'push', 'ls-remote', 'checkout'),
      (text, before, command) => {
        const output = `${before}${text.replaceAll('\n', '?')}: Is a directory`;
        expect(holdFor(failure(output, { command }), running, new Date(0), 0).type).toBe('needs_attention');
      },
    ),
  );
});

test('tells a time limit, and an end by a signal', () => {
  expect(failure('x', { timedOut: true }).code).toBe('git.timeout');
  expect(failure('x', { command: 'checkout', timedOut: true }).code).toBe('git.slow');
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
