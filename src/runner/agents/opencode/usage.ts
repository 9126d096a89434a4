import type { Usage } from '../agent.ts';
import type { Tokens } from './messages.ts';

/** What one response used (each is told once, so that they only need to be added up). A price of 0 is an unknown one. */
export function stepUsage({ tokens, cost }: Tokens): Usage {
  return {
    inputTokens: tokens.input + tokens.cache.read + tokens.cache.write,
    cachedInputTokens: tokens.cache.read,
    outputTokens: tokens.output + tokens.reasoning,
    reasoningTokens: tokens.reasoning,
    costUsd: cost ? cost : null,
  };
}
