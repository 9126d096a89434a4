import { describe, expect, it } from 'vitest';
import { redactor } from '../../../src/platform/redact.ts';
import { expectLinear, filled } from '../../support/linear.ts';

const redact = redactor(['pa55-w0rd/+', undefined, '', 'abc']);

describe('redactor', () => {
  it.each([
    ['its own secret', 'x pa55-w0rd/+ y', 'x [redacted] y'],
    ['its own secret in a URL’s form', 'q=pa55-w0rd%2F%2B', 'q=[redacted]'],
    ['a classic token', `t ghp_${'A1b2'.repeat(9)}.`, 't [redacted].'],
    ['a long server token', `ghs_${'A1b2'.repeat(100)}`, '[redacted]'],
    ['a fine-grained token', `github_pat_${'A1_b'.repeat(20)}`, '[redacted]'],
    ['model keys', `sk-ant-api03-${'a-B_'.repeat(20)} sk-proj-${'x'.repeat(40)}`, '[redacted] [redacted]'],
    ['Linear’s', `lin_api_${'a'.repeat(40)}`, '[redacted]'],
    ['npm’s', `npm_${'a'.repeat(36)}`, '[redacted]'],
    ['Google’s', `AIza${'a'.repeat(35)}`, '[redacted]'],
    ['credentials in a URL', 'https://user:hunter2@host/path', 'https://[redacted]@host/path'],
    ['a password with an @ in it', 'https://u:p@ss@host/x', 'https://[redacted]@host/x'],
    ['a bare token in a URL', 'ssh+git://tok@host', 'ssh+git://[redacted]@host'],
    ['a header', 'Authorization: Basic eC1hY2Nlc3M6dG9r', 'Authorization: Basic [redacted]'],
    ['a header in quotes', '"authorization: bearer a.b.c" next', '"authorization: bearer [redacted]" next'],
  ])('takes out %s', (_name, text, safe) => {
    expect(redact(text)).toBe(safe);
  });

  it.each([
    'abc is too short to be a secret',
    'https://github.com/octo/hello/issues/7',
    'https://example.com/a?mail=me@example.com',
    'mail me@example.com about https://example.com',
    'task sk-1 and ghp_short',
    'symphony/7-abcdefgh',
  ])('leaves %j', (text) => {
    expect(redact(text)).toBe(text);
  });

  it.each([
    ['schemes', 'a.', ''],
    ['addresses without end', 'https://', ''],
    ['one address', 'a:', 'https://'],
    ['dashes', '-', 'sk-'],
    ['headers', 'authorization: ', ''],
  ])('takes linear time for 1 MiB of %s', (_name, piece, before) => {
    expectLinear(redact, (size) => filled(size, piece, before));
  });
});
