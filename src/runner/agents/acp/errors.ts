import { RequestError } from '@agentclientprotocol/sdk';
import { oneLine } from '../../../platform/text.ts';
import type { AgentErrorKind } from '../agent.ts';
import { kindOfWords } from '../error-words.ts';

/** The protocol's own code for "sign in first". */
const AUTH_REQUIRED = -32_000;

/**
 * What an agent's refusal of a request means, and its words. The protocol has no kinds of errors: agents hand on what their
 * provider said, each in its way.
 */
export function readError(error: unknown): { kind: AgentErrorKind; message: string } {
  const detail = error instanceof RequestError && error.data != null ? `: ${asText(error.data)}` : '';
  const message = oneLine(`${error instanceof Error ? error.message : String(error)}${detail}`, 1_000);
  if (error instanceof RequestError && error.code === AUTH_REQUIRED) return { kind: 'auth', message };
  return { kind: kindOfWords(message), message };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
