import type { AgentErrorKind } from '../agent.ts';
import { unlessOverloaded } from '../error-words.ts';

// Gemini tells errors as text: Google's JSON (`"code":401`, `"status":"UNAUTHENTICATED"`), or only its message with advice.
const KINDS: readonly [RegExp, AgentErrorKind][] = [
  [/"code":\s*40[13]\b|UNAUTHENTICATED|PERMISSION_DENIED|API[_ ]KEY[_ ](?:INVALID|not valid)/i, 'auth'],
  [/"code":\s*429\b|RESOURCE_EXHAUSTED|\bquota\b|rate limit|too many requests/i, 'limit'],
  // After the limits, whose advice is "switch to another /auth method".
  [/auth(?:entication)? method|log ?in again/i, 'auth'],
  [/safety|blocked|recitation|prohibited/i, 'refused'],
  [
    /fetch failed|^\[API Error: terminated\]|socket|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|premature close|network/i,
    'network',
  ],
];

/** What kind of failure a message of Gemini's is about; whatever is not known counts as the model's. */
export function errorKind(message: string): AgentErrorKind {
  return unlessOverloaded(KINDS.find(([pattern]) => pattern.test(message))?.[1] ?? 'model', message);
}

/** When a limit ends, as far as its message says ("reset after 3h20m5s", "retry in 12.5s"); ISO or null. */
export function limitEnd(message: string, now: Date): string | null {
  const told = /(?:reset after|retry in|retry after)\s+((?:[\d.]+\s?(?:ms|[dhms])\s?)+)/i.exec(message)?.[1];
  if (told === undefined) return null;
  let ms = 0;
  for (const [, count, unit] of told.matchAll(/([\d.]+)\s?(ms|[dhms])/gi))
    ms += Number(count) * (UNIT_MS[(unit ?? '').toLowerCase()] ?? 0);
  return Number.isFinite(ms) && ms > 0 && ms < 366 * 86_400_000
    ? new Date(now.getTime() + ms).toISOString()
    : null;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** The message with what to do next, where the user can do something. */
export function withRemedy(message: string, kind: AgentErrorKind): string {
  if (kind !== 'auth') return message;
  return `${message} Set GEMINI_API_KEY or sign in by running "gemini" once, and resume.`;
}
