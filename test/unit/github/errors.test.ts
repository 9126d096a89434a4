import { describe, expect, test } from 'vitest';
import { answerError, isUnclear } from '../../../src/github/errors.ts';
import { MaestroError } from '../../../src/platform/errors.ts';
import { redactor } from '../../../src/platform/redact.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const error = (status: number, headers: Record<string, string> = {}, data: unknown = {}): MaestroError =>
  answerError('read issue o/r#1', { status, headers, data }, NOW, redactor(['s3cret-token']));

describe('answerError', () => {
  test.each([
    [400, 'github.invalid'],
    [401, 'github.unauthorized'],
    [403, 'github.forbidden'],
    [404, 'github.not-found'],
    [409, 'github.conflict'],
    [410, 'github.not-found'],
    [418, 'github.bad-answer'],
    [422, 'github.invalid'],
    [429, 'github.rate-limited'],
    [451, 'github.forbidden'],
    [500, 'github.unavailable'],
    [502, 'github.unavailable'],
    [503, 'github.unavailable'],
    [504, 'github.unavailable'],
  ])('%i is %s', (status, code) => {
    const found = error(status);
    expect(found.code).toBe(code);
    expect(found.message).toContain('Could not read issue o/r#1');
    expect(found.remedy).toBeTruthy();
    expect(found.data.status).toBe(status);
  });

  test.each([
    [403, { 'retry-after': '30' }, {}, '2026-01-01T00:00:30.000Z'],
    [429, { 'retry-after': '120' }, {}, '2026-01-01T00:02:00.000Z'],
    [429, { 'retry-after': 'Thu, 01 Jan 2026 00:05:00 GMT' }, {}, '2026-01-01T00:05:00.000Z'],
    [
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1767225900' },
      {},
      '2026-01-01T00:05:00.000Z',
    ],
    [403, {}, { message: 'You have exceeded a secondary rate limit.' }, '2026-01-01T00:01:00.000Z'],
    [429, {}, {}, '2026-01-01T00:01:00.000Z'],
    [429, { 'retry-after': 'soon' }, {}, '2026-01-01T00:01:00.000Z'],
  ])('%i with %j %j is a rate limit until %s', (status, headers, data, resetAt) => {
    const found = error(status, headers as Record<string, string>, data);
    expect(found.code).toBe('github.rate-limited');
    expect(found.data.resetAt).toBe(resetAt);
    expect(found.message).toContain(resetAt);
  });

  test('a 403 with allowance left is no rate limit', () => {
    expect(error(403, { 'x-ratelimit-remaining': '12' }).code).toBe('github.forbidden');
  });

  test("GitHub's own words are quoted on one harmless line", () => {
    const data = {
      message: 'Validation\u001b[31m Failed',
      errors: [{ message: 'No commits\nbetween' }, 'also this', { field: 'head', code: 'invalid' }],
    };
    expect(error(422, {}, data).message).toBe(
      'Could not read issue o/r#1: GitHub answered 422 (Validation Failed: No commits between: also this: head invalid).',
    );
  });

  test('a token that GitHub sends back is not', () => {
    expect(error(401, {}, { message: 'Bad token s3cret-token' }).message).not.toContain('s3cret');
  });

  test('a page of HTML is not quoted', () => {
    expect(error(502, {}, '<html>').message).toBe('Could not read issue o/r#1: GitHub answered 502.');
  });
});

describe('isUnclear', () => {
  test.each([
    ['github.unavailable', true],
    ['github.timeout', true],
    ['github.offline', true],
    ['github.bad-answer', true],
    ['github.invalid', false],
    ['github.rate-limited', false],
  ])('%s: %s', (code, unclear) => {
    expect(isUnclear(new MaestroError(code, ''))).toBe(unclear);
  });

  test('foreign errors are not', () => {
    expect(isUnclear(new Error('x'))).toBe(false);
  });
});

test('an archived repository is told as one, not as a wrong sign-in', () => {
  const archived = error(403, {}, { message: 'Repository was archived so is read-only.' });
  expect(archived).toMatchObject({ code: 'project.archived', remedy: expect.stringContaining('archived') });
  expect(error(403, {}, { message: 'Must have push access' }).code).toBe('github.forbidden');
  const abuse = { message: 'You have triggered an abuse detection mechanism.' };
  expect(error(403, {}, abuse).code).toBe('github.rate-limited');
});

test('a fork that cannot be brought up to date for its workflows names the scope', () => {
  const message =
    'refusing to allow an OAuth App to create or update workflow `.github/workflows/ci.yml` without `workflow` scope';
  expect(error(422, {}, { message })).toMatchObject({
    code: 'git.workflow-scope',
    remedy: expect.stringContaining('gh auth refresh -s workflow'),
  });
});
