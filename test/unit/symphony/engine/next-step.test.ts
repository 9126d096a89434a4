import { describe, expect, it } from 'vitest';
import type { Contribution } from '../../../../src/symphony/contribution.ts';
import { nextStep } from '../../../../src/symphony/engine/next-step.ts';
import { fold } from '../../../../src/symphony/journal/fold.ts';

const OFFLINE = { reason: 'offline', message: '', until: '2026-01-01T00:00:00.000Z' } as const;
const USER = { reason: 'user', message: '', until: null } as const;
const ERROR = { code: 'x.y', message: 'm', remedy: null };

function at(change: Partial<Contribution>, start: Partial<Contribution['start']> = {}): Contribution {
  const nothing = fold([]);
  return { ...nothing, ...change, start: { ...nothing.start, ...start } };
}

describe('nextStep', () => {
  it.each<[string, Partial<Contribution>, string | null]>([
    ['a new one', {}, 'claim'],
    ['a claimed one', { state: 'preparing', phase: 'preparing' }, 'prepare'],
    ['a prepared one', { state: 'running', phase: 'running' }, 'run'],
    ['a finished one that asks', { state: 'finishing', phase: 'finishing' }, null],
    [
      'a finished one that was finalized',
      { state: 'finishing', phase: 'finishing', finalizing: true },
      'hand_over',
    ],
    ['a handed over one', { state: 'ready_for_review', phase: 'ready_for_review' }, null],
    ['one paused by the user', { state: 'paused', phase: 'running', paused: USER }, null],
    ['one without a connection', { state: 'paused', phase: 'running', paused: OFFLINE }, 'wait'],
    [
      'one at a limit',
      { state: 'paused', phase: 'running', paused: { ...OFFLINE, reason: 'rate_limit' } },
      'wait',
    ],
    [
      'a cancelled one, offline',
      { state: 'paused', paused: OFFLINE, cancelling: { removeClone: false } },
      'wait',
    ],
    ['one in trouble', { state: 'needs_attention', phase: 'running', problem: ERROR }, null],
    ['one in trouble while cancelled', { state: 'needs_attention', cancelling: { removeClone: true } }, null],
    [
      'one being cancelled',
      { state: 'running', phase: 'running', cancelling: { removeClone: false } },
      'cancel',
    ],
    ['one being undone', { state: 'preparing', phase: 'preparing', undoing: ERROR }, 'undo'],
    ['one cancelled while undone', { undoing: ERROR, cancelling: { removeClone: false } }, 'cancel'],
    ['a merged one', { state: 'merged', phase: 'ready_for_review' }, null],
    ['a closed one', { state: 'closed', phase: 'running' }, null],
    ['a failed one', { state: 'failed' }, null],
    ['a cancelled one', { state: 'cancelled', phase: 'running' }, null],
    ['a lost one', { state: 'claim_lost' }, null],
  ])('%s', (_name, change, step) => {
    expect(nextStep(at(change))).toBe(step);
  });

  it('hands over by itself when it was told to', () => {
    expect(nextStep(at({ state: 'finishing', phase: 'finishing' }, { finalize: 'auto' }))).toBe('hand_over');
  });
});
