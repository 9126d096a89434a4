import { RequestError } from '@agentclientprotocol/sdk';
import { oneLine } from '../../../platform/text.ts';
import type { AgentErrorKind } from '../agent.ts';

/** The protocol's own code for "sign in first". */
const AUTH_REQUIRED = -32_000;

// The protocol has no kinds of errors: agents hand on what their provider said, each in its way.
const KINDS: readonly [RegExp, AgentErrorKind][] = [
  [
    /\b40[13]\b|unauthori[sz]ed|unauthenticated|api key|permission.denied|auth(?:entication)? required/i,
    'auth',
  ],
  [/\b429\b|rate.?limit|quota|resource.exhausted|too many requests|usage limit/i, 'limit'],
  [
    /fetch failed|terminated|socket|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|stream disconnected|network/i,
    'network',
  ],
];

/** What an agent's refusal of a request means, and its words. */
export function readError(error: unknown): { kind: AgentErrorKind; message: string } {
  const detail = error instanceof RequestError && error.data != null ? `: ${asText(error.data)}` : '';
  const message = oneLine(`${error instanceof Error ? error.message : String(error)}${detail}`, 1_000);
  if (error instanceof RequestError && error.code === AUTH_REQUIRED) return { kind: 'auth', message };
  return { kind: KINDS.find(([pattern]) => pattern.test(message))?.[1] ?? 'model', message };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
