import type { Contribution } from '../../symphony/contribution.ts';
import { isEnded } from '../../symphony/states.ts';

/** What a user can do with a contribution: the last part of the command's name. */
export const ABILITIES = [
  'raiseBudget',
  'attach',
  'finalize',
  'resume',
  'pause',
  'openPullRequest',
  'openClone',
  'showTranscript',
  'cancel',
  'deleteClone',
] as const;
export type Ability = (typeof ABILITIES)[number];

/** What can be done with it now, the most wanted first. */
export function abilities(contribution: Contribution): Ability[] {
  const can = new Set<Ability>(['showTranscript', ...byState(contribution)]);
  if (contribution.claim?.pull) can.add('openPullRequest');
  if (contribution.clone?.ready && !contribution.clone.removed) {
    can.add('openClone');
    if (isEnded(contribution.state)) can.add('deleteClone');
  }
  return ABILITIES.filter((ability) => can.has(ability));
}

function byState({ state, paused, cancelling, finalizing }: Contribution): Ability[] {
  if (cancelling) return state === 'interrupted' ? ['attach', 'resume'] : ['attach'];
  switch (state) {
    case 'claiming':
    case 'preparing':
    case 'running':
      return ['attach', 'pause', 'cancel'];
    case 'paused':
      return [
        ...(paused?.reason === 'budget' ? (['raiseBudget'] as const) : []),
        'attach',
        'resume',
        'cancel',
      ];
    case 'interrupted':
    case 'needs_attention':
      return ['attach', 'resume', 'cancel'];
    case 'finishing':
      return finalizing ? ['attach'] : ['attach', 'finalize', 'cancel'];
    case 'failed':
      return ['attach', 'resume'];
    case 'ready_for_review':
    case 'merged':
    case 'closed':
    case 'cancelled':
    case 'claim_lost':
      return ['attach'];
  }
}
