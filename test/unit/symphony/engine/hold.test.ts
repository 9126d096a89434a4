import { describe, expect, it } from 'vitest';
import { MaestroError } from '../../../../src/platform/errors.ts';
import type { Contribution } from '../../../../src/symphony/contribution.ts';
import { holdFor, pausedForLimit, pausedForOverload } from '../../../../src/symphony/engine/hold.ts';
import { fold } from '../../../../src/symphony/journal/fold.ts';

const NOW = new Date('2026-11-21T08:00:00.000Z');
const failure = (code: string, data: MaestroError['data'] = {}): MaestroError =>
  new MaestroError(code, 'It failed.', { remedy: 'Mend it.', data });
const during = (phase: Contribution['phase'], change: Partial<Contribution> = {}): Contribution => ({
  ...fold([]),
  phase,
  ...change,
});

describe('holdFor', () => {
  it.each<[string, Contribution['phase'], string]>([
    ['github.offline', 'claiming', 'paused'],
    ['github.timeout', 'preparing', 'paused'],
    ['git.offline', 'running', 'paused'],
    ['git.timeout', 'finishing', 'paused'],
    ['github.rate-limited', 'claiming', 'paused'],
    ['github.unauthorized', 'claiming', 'needs_attention'],
    ['github.unauthorized', 'running', 'needs_attention'],
    ['git.auth-failed', 'preparing', 'needs_attention'],
    ['git.lfs-missing', 'preparing', 'needs_attention'],
    ['git.lfs-failed', 'preparing', 'needs_attention'],
    ['git.proxy-auth', 'preparing', 'needs_attention'],
    ['git.slow', 'preparing', 'needs_attention'],
    ['git.workflow-scope', 'claiming', 'needs_attention'],
    ['git.workflow-scope', 'running', 'needs_attention'],
    ['git.rate-limited', 'preparing', 'paused'],
    ['project.archived', 'claiming', 'undo_started'],
    ['project.archived', 'running', 'needs_attention'],
    ['workspace.occupied', 'preparing', 'needs_attention'],
    ['github.forbidden', 'claiming', 'undo_started'],
    ['github.not-found', 'claiming', 'undo_started'],
    ['github.unavailable', 'claiming', 'undo_started'],
    ['issue.taken', 'claiming', 'undo_started'],
    ['document.missing', 'preparing', 'undo_started'],
    ['github.unavailable', 'finishing', 'needs_attention'],
    ['github.forbidden', 'running', 'needs_attention'],
    ['git.push-rejected', 'running', 'needs_attention'],
  ])('%s while %s: %s', (code, phase, type) => {
    expect(holdFor(failure(code), during(phase), NOW, 0).type).toBe(type);
  });

  it('never undoes an undoing', () => {
    const error = { code: 'x.y', message: '', remedy: null };
    expect(holdFor(failure('a.b'), during('claiming', { undoing: error }), NOW, 0).type).toBe(
      'needs_attention',
    );
    const cancelling = { removeClone: false };
    expect(holdFor(failure('a.b'), during('claiming', { cancelling }), NOW, 0).type).toBe('needs_attention');
  });

  it('waits longer and longer for a connection, at most five minutes', () => {
    const waits = [0, 1, 2, 3, 4, 5, 6, 100].map((tries) => {
      const hold = holdFor(failure('github.offline'), during('running'), NOW, tries);
      return hold.type === 'paused' ? (Date.parse(hold.until ?? '') - NOW.getTime()) / 1_000 : Number.NaN;
    });
    expect(waits).toEqual([5, 15, 30, 60, 120, 300, 300, 300]);
  });

  it('waits until a rate limit ends, and a little when that is over already', () => {
    const until = (resetAt: string): unknown =>
      holdFor(failure('github.rate-limited', { resetAt }), during('running'), NOW, 0);
    expect(until('2026-11-21T09:00:00.000Z')).toMatchObject({
      reason: 'rate_limit',
      until: '2026-11-21T09:00:00.000Z',
    });
    expect(until('2026-11-21T07:00:00.000Z')).toMatchObject({ until: '2026-11-21T08:00:05.000Z' });
  });

  it('asks the user for room, and for what else this machine refuses', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    expect(holdFor(full, during('preparing'), NOW, 0)).toMatchObject({
      type: 'needs_attention',
      code: 'machine.disk-full',
    });
    const denied = Object.assign(new Error('EACCES: permission denied, mkdir'), { code: 'EACCES' });
    expect(holdFor(denied, during('preparing'), NOW, 0)).toMatchObject({ code: 'machine.no-permission' });
  });

  it('tells the code, the message and the remedy; a foreign error as a defect', () => {
    expect(holdFor(failure('a.b'), during('running'), NOW, 0)).toEqual({
      type: 'needs_attention',
      code: 'a.b',
      message: 'It failed.',
      remedy: 'Mend it.',
    });
    expect(holdFor(new TypeError('oops'), during('running'), NOW, 0)).toMatchObject({
      code: 'internal.unexpected',
    });
  });
});

describe('pausedForOverload', () => {
  it('waits like for a connection, says why, and that nothing is used up', () => {
    const holds = [0, 1, 5, 100].map((tries) => pausedForOverload('529 Overloaded', NOW, tries));
    expect(holds.map((hold) => (hold.type === 'paused' ? hold.until : null))).toEqual([
      '2026-11-21T08:00:05.000Z',
      '2026-11-21T08:00:15.000Z',
      '2026-11-21T08:05:00.000Z',
      '2026-11-21T08:05:00.000Z',
    ]);
    expect(holds[0]).toMatchObject({
      reason: 'offline',
      message: expect.stringMatching(/^529 Overloaded\. .*overloaded; no try .* by itself/),
    });
  });
});

describe('pausedForLimit', () => {
  it('ends when the provider says, or is tried again later, and says what to do', () => {
    expect(pausedForLimit('Limit reached', '2026-11-21T09:30:00.000Z', NOW)).toEqual({
      type: 'paused',
      reason: 'rate_limit',
      message: expect.stringMatching(/^Limit reached\. It continues by itself/),
      until: '2026-11-21T09:30:00.000Z',
    });
    expect(pausedForLimit('Limit reached.', null, NOW)).toEqual({
      type: 'paused',
      reason: 'rate_limit',
      message: expect.stringMatching(/^Limit reached\. The provider does not say .*every 15 minutes.*resume/),
      until: '2026-11-21T08:15:00.000Z',
    });
  });

  it('never ends at once: a time that is over would make a loop', () => {
    const until = (resetAt: string) => pausedForLimit('x', resetAt, NOW);
    expect(until('2026-11-21T07:00:00.000Z')).toMatchObject({ until: '2026-11-21T08:01:00.000Z' });
    expect(until('2026-11-21T08:00:01.000Z')).toMatchObject({ until: '2026-11-21T08:00:05.000Z' });
    expect(until('2026-11-21T08:00:12.500Z')).toMatchObject({ until: '2026-11-21T08:00:12.500Z' });
  });
});
