import { describe, expect, test } from 'vitest';
import { answerRequest } from '../../../../src/runner/agents/codex/approvals.ts';
import { errorKind, errorMessage } from '../../../../src/runner/agents/codex/errors.ts';
import { limitWatch } from '../../../../src/runner/agents/codex/limits.ts';
import { usageMeter } from '../../../../src/runner/agents/codex/usage.ts';
import { isOlder } from '../../../../src/runner/agents/installed.ts';

describe('usage from totals', () => {
  const tokens = (inputTokens: number, outputTokens: number) => ({
    inputTokens,
    cachedInputTokens: 0,
    outputTokens,
    reasoningOutputTokens: 0,
  });
  const report = (turnId: string, total: number, last: number, threadId = 't') => ({
    threadId,
    turnId,
    tokenUsage: { total: tokens(total, total / 10), last: tokens(last, last / 10) },
  });

  test.each([
    [
      'grows',
      false,
      [
        ['1', 100, 100],
        ['1', 250, 150],
      ],
      [100, 150],
    ],
    [
      'is repeated with new rate limits',
      false,
      [
        ['1', 100, 100],
        ['1', 100, 100],
      ],
      [100, null],
    ],
    [
      'misses a report in between',
      false,
      [
        ['1', 100, 100],
        ['1', 400, 50],
      ],
      [100, 300],
    ],
    [
      'begins with the earlier turn of a resumed thread',
      true,
      [
        ['0', 900, 90],
        ['1', 1000, 100],
      ],
      [null, 100],
    ],
    [
      'begins unknown in a resumed thread',
      true,
      [
        ['1', 1000, 100],
        ['1', 1200, 200],
      ],
      [100, 200],
    ],
    [
      'begins anew',
      false,
      [
        ['1', 500, 500],
        ['1', 70, 70],
      ],
      [500, 70],
    ],
  ] as [string, boolean, [string, number, number][], (number | null)[]][])(
    'a total that %s',
    (_name, resumed, reports, expected) => {
      const meter = usageMeter({ threadId: 't', turnId: '1', resumed });
      const added = reports.map((one) => meter.add(report(...one))?.inputTokens ?? null);
      expect(added).toEqual(expected);
    },
  );

  test('threads that Codex starts by itself count, each from its own beginning', () => {
    const meter = usageMeter({ threadId: 't', turnId: '1', resumed: true });
    expect(meter.add(report('x', 40, 40, 'child'))?.inputTokens).toBe(40);
    expect(meter.add(report('x', 100, 60, 'child'))?.inputTokens).toBe(60);
  });
});

describe('errors', () => {
  test.each([
    [{ httpConnectionFailed: { httpStatusCode: 401 } }, 'auth'],
    [{ responseStreamConnectionFailed: { httpStatusCode: 403 } }, 'auth'],
    [{ responseTooManyFailedAttempts: { httpStatusCode: 429 } }, 'limit'],
    [{ httpConnectionFailed: { httpStatusCode: 500 } }, 'model'],
    [{ httpConnectionFailed: { httpStatusCode: 503 } }, 'overloaded'],
    [{ responseTooManyFailedAttempts: { httpStatusCode: 529 } }, 'overloaded'],
    ['serverOverloaded', 'overloaded'],
    [{ httpConnectionFailed: { httpStatusCode: null } }, 'network'],
    [{ responseStreamDisconnected: {} }, 'network'],
    [{ activeTurnNotSteerable: { turnKind: 'review' } }, 'model'],
    ['unauthorized', 'auth'],
    ['usageLimitExceeded', 'limit'],
    ['cyberPolicy', 'refused'],
    ['sandboxError', 'crash'],
    ['contextWindowExceeded', 'model'],
    ['a word from the future', 'model'],
    [null, 'model'],
  ])('%j is %s', (codexErrorInfo, kind) => {
    expect(errorKind({ message: 'x', codexErrorInfo })).toBe(kind);
  });

  test('without a word of its own, the text tells a broken connection', () => {
    expect(errorKind({ message: 'stream disconnected before completion', codexErrorInfo: 'other' })).toBe(
      'network',
    );
    expect(errorKind({ message: 'something', codexErrorInfo: 'other' })).toBe('model');
    for (const message of [
      'unexpected status 503 Service Unavailable: try later',
      'Selected model is at capacity. Please try a different model.',
      '{"error":{"code":"server_is_overloaded"}}',
      '{"error":{"code":"slow_down"}}',
    ])
      expect(errorKind({ message, codexErrorInfo: null })).toBe('overloaded');
    const refused = 'unexpected status 400 Bad Request: the tool "overloaded" is not known';
    expect(errorKind({ message: refused, codexErrorInfo: 'other' })).toBe('model');
  });

  test('a missing right says how to get it', () => {
    expect(errorMessage({ message: '401', codexErrorInfo: 'unauthorized' })).toContain('codex login');
  });
});

describe('rate limits', () => {
  test('the fullest window is told, once', () => {
    const watch = limitWatch();
    const update = {
      primary: { usedPercent: 12, resetsAt: 10 },
      secondary: { usedPercent: 40, resetsAt: 20 },
    };
    expect(watch.update(update)).toEqual({
      kind: 'rate_limit',
      usedPercent: 40,
      resetAt: '1970-01-01T00:00:20.000Z',
    });
    expect(watch.update(update)).toBeNull();
    expect(watch.resetAt()).toBeNull();
  });

  test('an update may leave a window out', () => {
    const watch = limitWatch();
    watch.update({ primary: { usedPercent: 100, resetsAt: 10 }, secondary: null });
    expect(watch.update({ secondary: { usedPercent: 5, resetsAt: 20 } })).toBeNull();
    expect(watch.resetAt()).toBe('1970-01-01T00:00:10.000Z');
  });

  test('a moment that is none is not known', () => {
    const watch = limitWatch();
    expect(watch.update({ primary: { usedPercent: 100, resetsAt: 1e300 } })?.resetAt).toBeNull();
    expect(limitWatch().update({})).toBeNull();
  });
});

describe('approvals', () => {
  test('outside of the sandbox everything is declined, and told', () => {
    const params = { command: 'curl example.org', reason: 'needs the network' };
    const answer = answerRequest('item/commandExecution/requestApproval', params, 'workspace-write');
    expect(answer.result).toEqual({ decision: 'decline' });
    expect(answer.told.question).toContain('curl example.org: needs the network');
    expect(answer.told.answered).toContain('declined');
  });

  test('with the full sandbox commands and changes are accepted, further rights are not', () => {
    const accept = { decision: 'accept' };
    expect(answerRequest('item/commandExecution/requestApproval', {}, 'full').result).toEqual(accept);
    expect(answerRequest('item/fileChange/requestApproval', {}, 'full').result).toEqual(accept);
    expect(answerRequest('item/permissions/requestApproval', {}, 'full').result).toEqual({ permissions: {} });
  });

  test('a request that is not known is refused', () => {
    expect(answerRequest('attestation/generate', null, 'full').result).toBeUndefined();
  });
});

test.each([
  ['0.168.9', true],
  ['0.169.0', false],
  ['0.170.0', false],
  ['1.0.0', false],
])('%s is older than 0.169.0: %s', (version, older) => {
  expect(isOlder(version, '0.169.0')).toBe(older);
});
