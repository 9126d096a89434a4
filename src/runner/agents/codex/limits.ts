import type * as z from 'zod';
import type { AgentEvent } from '../agent.ts';
import type { RateLimitsNotice } from './messages.ts';

type Limits = z.infer<typeof RateLimitsNotice>['rateLimits'];

/** Remembers the account's windows (five hours, a week) and says when something about them changed. */
export interface LimitWatch {
  /** The event for an update; null when it says nothing new. */
  update(limits: Limits): Extract<AgentEvent, { kind: 'rate_limit' }> | null;
  /** When the used-up window starts anew (ISO); null when none is used up or its end is not known. */
  resetAt(): string | null;
}

export function limitWatch(): LimitWatch {
  let known: Limits = {};
  let told = '';
  const fullest = () =>
    [known.primary, known.secondary]
      .filter((window) => window != null)
      .sort((a, b) => b.usedPercent - a.usedPercent)[0];
  return {
    update(limits) {
      known = { primary: limits.primary ?? known.primary, secondary: limits.secondary ?? known.secondary };
      const window = fullest();
      if (!window) return null;
      const event = {
        kind: 'rate_limit' as const,
        usedPercent: window.usedPercent,
        resetAt: moment(window.resetsAt),
      };
      const text = JSON.stringify(event);
      if (text === told) return null;
      told = text;
      return event;
    },
    resetAt() {
      const window = fullest();
      return window && window.usedPercent >= 100 ? moment(window.resetsAt) : null;
    },
  };
}

/** Seconds since 1970 as ISO; null for none and for what no date can hold. */
function moment(seconds: number | null | undefined): string | null {
  if (seconds == null || !(Math.abs(seconds) < 8.64e12)) return null;
  return new Date(seconds * 1_000).toISOString();
}
