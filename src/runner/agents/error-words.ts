import type { AgentErrorKind } from './agent.ts';

/** The provider, or what stands before it, cannot answer now: gateways, Cloudflare's, and Anthropic's word for too many. */
const OVERLOAD_STATUS = '(?:50[234]|52[0-4]|529)';
const IS_OVERLOAD_STATUS = new RegExp(`^${OVERLOAD_STATUS}$`);
const OVERLOADED = new RegExp(
  [
    'overloaded',
    '\\bslow_down\\b',
    `\\b(?:status(?: code)?|http|code|error)"?:?\\s*"?${OVERLOAD_STATUS}\\b`,
    '\\b50[234] (?:service unavailable|bad gateway|gateway time-?out)',
    // A status with nothing around it but a word or two; in the middle of a sentence a number may count anything.
    `^\\W*${OVERLOAD_STATUS}\\b|\\b${OVERLOAD_STATUS}\\W*$`,
    '\\b(?:at|over) capacity\\b',
    '\\bserver[ _]is[ _]busy\\b',
    '\\bservice (?:is )?(?:currently |temporarily )?unavailable\\b',
  ].join('|'),
  'i',
);

/** Google's words for no room, under the status of a limit (429). */
const NO_CAPACITY = /\bMODEL_CAPACITY_EXHAUSTED\b|\bno capacity available\b/i;

/** A refusal of what was asked; it may quote anything. */
const REFUSED = /\b(?:status(?: code)?|http|code|error)"?:?\s*"?4(?!29)\d\d\b/i;

/** Google's word of a status; in small letters it can mean anything. */
const UNAVAILABLE = /\bUNAVAILABLE\b/;

/** True for an HTTP status that says that the provider cannot answer for now, whoever asks. */
export function isOverloadStatus(status: number): boolean {
  return IS_OVERLOAD_STATUS.test(String(status));
}

/** True for a provider's words that it has too much to do for now. */
export function saysOverloaded(message: string): boolean {
  if (REFUSED.test(message)) return false;
  return [OVERLOADED, UNAVAILABLE, NO_CAPACITY].some((words) => words.test(message));
}

/**
 * What words of a provider's are about that were read as `known`: an overload too is told with words of the others (a socket, an
 * advice to sign in), and what is truly a limit is not one.
 */
export function unlessOverloaded(known: AgentErrorKind, message: string): AgentErrorKind {
  const isLimit = known === 'limit' && !NO_CAPACITY.test(message);
  return !isLimit && saysOverloaded(message) ? 'overloaded' : known;
}

const KINDS: readonly [RegExp, AgentErrorKind][] = [
  [
    /\b40[13]\b|unauthori[sz]ed|unauthenticated|api key|permission.denied|auth(?:entication)? required/i,
    'auth',
  ],
  [/\b(?:402|429)\b|rate.?limit|quota|resource.exhausted|too many requests|usage limit/i, 'limit'],
  [
    /fetch failed|terminated|socket|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|stream disconnected|network|unable to connect|connection (?:closed|reset|refused)/i,
    'network',
  ],
];

/** What kind of failure a provider's words are about, where an agent hands on nothing else; what is not known is the model's. */
export function kindOfWords(message: string): AgentErrorKind {
  return unlessOverloaded(KINDS.find(([pattern]) => pattern.test(message))?.[1] ?? 'model', message);
}
