import type { AgentErrorKind } from './agent.ts';

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
  return KINDS.find(([pattern]) => pattern.test(message))?.[1] ?? 'model';
}
