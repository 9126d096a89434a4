import type { AgentErrorKind } from './agent.ts';

/** How providers say that they have no room just now (529 is Anthropic's own). */
export const OVERLOADED =
  /\b(?:503|529)\b|overloaded|at capacity|service (?:is )?(?:temporarily )?unavailable|server[_ ]is[_ ](?:busy|overloaded)|slow_down|"UNAVAILABLE"/i;

/** Whether a status of a provider's server says so. */
export function isOverloadedStatus(status: number): boolean {
  return status === 503 || status === 529;
}

const KINDS: readonly [RegExp, AgentErrorKind][] = [
  [
    /\b40[13]\b|unauthori[sz]ed|unauthenticated|api key|permission.denied|auth(?:entication)? required/i,
    'auth',
  ],
  [/\b(?:402|429)\b|rate.?limit|quota|resource.exhausted|too many requests|usage limit/i, 'limit'],
  [OVERLOADED, 'overloaded'],
  [
    /fetch failed|terminated|socket|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|stream disconnected|network|unable to connect|connection (?:closed|reset|refused)/i,
    'network',
  ],
];

/** What kind of failure a provider's words are about, where an agent hands on nothing else; what is not known is the model's. */
export function kindOfWords(message: string): AgentErrorKind {
  return KINDS.find(([pattern]) => pattern.test(message))?.[1] ?? 'model';
}
