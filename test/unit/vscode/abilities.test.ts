import { describe, expect, it } from 'vitest';
import type { Contribution } from '../../../src/symphony/contribution.ts';
import { fold } from '../../../src/symphony/journal/fold.ts';
import { type Ability, abilities } from '../../../src/vscode/model/abilities.ts';

function contribution(change: Partial<Contribution>): Contribution {
  return { ...fold([]), ...change };
}

const pull = { number: 7, nodeId: 'x', url: 'https://github.com/a/b/pull/7', draft: true };
const claim = { pull } as Contribution['claim'];
const clone = { dir: '/clone', ready: true, removed: false };

/** What happened can always be read; the transcript stands before the cancel. */
function withTranscript(others: readonly Ability[]): Ability[] {
  return others.includes('cancel')
    ? [...others.filter((one) => one !== 'cancel'), 'showTranscript', 'cancel']
    : [...others, 'showTranscript'];
}

describe('abilities', () => {
  it.each([
    ['claiming', ['attach', 'pause', 'cancel']],
    ['preparing', ['attach', 'pause', 'cancel']],
    ['running', ['attach', 'pause', 'cancel']],
    ['paused', ['attach', 'resume', 'cancel']],
    ['interrupted', ['attach', 'resume', 'cancel']],
    ['needs_attention', ['attach', 'resume', 'cancel']],
    ['finishing', ['attach', 'finalize', 'cancel']],
    ['ready_for_review', ['attach']],
    ['merged', ['attach']],
    ['closed', ['attach']],
    ['failed', ['attach', 'resume']],
    ['cancelled', ['attach']],
    ['claim_lost', ['attach']],
  ] as const)('%s', (state, expected) => {
    expect(abilities(contribution({ state }))).toEqual(withTranscript(expected));
  });

  it('has the pull request and the clone once they are there', () => {
    expect(abilities(contribution({ state: 'running', claim, clone }))).toEqual([
      'attach',
      'pause',
      'openPullRequest',
      'openClone',
      'showTranscript',
      'cancel',
    ]);
    const removed = { ...clone, removed: true };
    expect(abilities(contribution({ state: 'merged', claim, clone: removed }))).toEqual([
      'attach',
      'openPullRequest',
      'showTranscript',
    ]);
    // It goes only when nobody works in it any more.
    for (const state of ['merged', 'closed', 'cancelled'] as const)
      expect(abilities(contribution({ state, clone })).at(-1)).toBe('deleteClone');
    for (const state of ['running', 'paused', 'finishing', 'ready_for_review'] as const)
      expect(abilities(contribution({ state, clone }))).not.toContain('deleteClone');
  });

  it('begins with the way out of a budget, and of no other pause', () => {
    const paused = (reason: 'budget' | 'user' | 'offline') =>
      abilities(contribution({ state: 'paused', paused: { reason, message: '', until: null } }));
    expect(paused('budget')).toEqual(['raiseBudget', 'attach', 'resume', 'showTranscript', 'cancel']);
    expect(paused('user')).not.toContain('raiseBudget');
    expect(paused('offline')).not.toContain('raiseBudget');
  });

  it('offers nothing that would get in the way of a cancel or a hand-over', () => {
    expect(abilities(contribution({ state: 'running', cancelling: { removeClone: false } }))).toEqual([
      'attach',
      'showTranscript',
    ]);
    expect(abilities(contribution({ state: 'finishing', finalizing: true }))).toEqual([
      'attach',
      'showTranscript',
    ]);
    expect(abilities(contribution({ state: 'interrupted', cancelling: { removeClone: true } }))).toEqual([
      'attach',
      'resume',
      'showTranscript',
    ]);
  });
});
