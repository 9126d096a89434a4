import type { Disposition, ToolEffect } from '../runs/events.ts';

/** The two ends that an agent can bring a run to, each with a signal and a finalize of its own. */
export const PATHS = ['review_handoff', 'manual_attention'] as const;

/** What a turn is judged by. */
export interface TurnFacts {
  /** What the tools brought about in this turn. */
  effects: readonly ToolEffect[];
  /** Turns of this attempt so far, this one included, and how many there may be. */
  turn: number;
  maxTurns: number;
  /** The issue is in a state in which a run may go on. */
  issueActive: boolean;
}

/** What follows from a turn; `code` says why one is invalid, `reason` (a sentence) why the issue is released. */
export interface Judgement {
  disposition: Disposition;
  code: string | null;
  reason?: string;
}

/**
 * Exactly one disposition for a turn that the agent ended by itself. Whatever contradicts itself is invalid: nothing is ever
 * guessed from half of what belongs together.
 */
export function judgeTurn({ effects, turn, maxTurns, issueActive }: TurnFacts): Judgement {
  const handoff = effects.some(({ kind }) => kind === 'handoff');
  const attention = effects.some(({ kind }) => kind === 'attention');
  const finalized = new Set(effects.flatMap((effect) => (effect.kind === 'finalize' ? [effect.path] : [])));
  const [path] = finalized;
  if (handoff && attention) return invalid('both-signals');
  if (finalized.size > 1) return invalid('two-finalizes');
  if (!handoff && !attention) {
    if (path !== undefined) return invalid('finalize-without-signal');
    // Somebody else has moved the issue meanwhile: nothing failed, and nothing is left to do.
    if (!issueActive)
      return { disposition: 'release', code: null, reason: 'The issue is in no active state any more.' };
    return turn < maxTurns ? { disposition: 'continue', code: null } : invalid('no-signal');
  }
  const wanted = handoff ? 'review_handoff' : 'manual_attention';
  if (path === undefined) return invalid('no-finalize');
  return path === wanted ? { disposition: wanted, code: null } : invalid('wrong-finalize');
}

/** Whether the agent said in the turn how it ends, rightly or not. */
export function hasSignal(effects: readonly ToolEffect[]): boolean {
  return effects.some(({ kind }) => kind === 'handoff' || kind === 'attention' || kind === 'finalize');
}

/** Every code of an invalid disposition, in words. */
export const INVALID: Readonly<Record<string, string>> = {
  'both-signals': 'It asked for reviewers and for a person’s attention in the same turn.',
  'two-finalizes': 'It finalized two different paths in the same turn.',
  'finalize-without-signal': 'It finalized a path without the signal that belongs to it.',
  'no-signal': 'Its turns are used up, and it neither handed off nor asked for attention.',
  'no-finalize': 'It gave a signal and did not finalize it.',
  'wrong-finalize': 'It finalized another path than its signal was for.',
};

/** One sentence for people. */
export function describeInvalid(code: string): string {
  return INVALID[code] ?? code;
}

function invalid(code: string): Judgement {
  return { disposition: 'invalid', code };
}
