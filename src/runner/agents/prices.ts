import type { Usage } from './agent.ts';

/** What some tokens cost with a model, in US dollars; null when the model's price is not known. */
export type PriceOf = (model: string, usage: Usage, at: Date) => number | null;

/**
 * The public list prices that the price library brings along (no request is made). Loaded when it is asked for: it is
 * nearly 1 MB of data. A subscription or a contract may cost something else; the agent's own word goes before this.
 */
export async function loadPrices(): Promise<PriceOf> {
  const { calcPrice } = await import('@pydantic/genai-prices');
  const price = (model: string, usage: Usage, timestamp: Date, providerId?: string): number | null => {
    const counts = {
      // The library's input includes the cached tokens, as ours does.
      input_tokens: usage.inputTokens,
      cache_read_tokens: Math.min(usage.cachedInputTokens, usage.inputTokens),
      output_tokens: usage.outputTokens,
    };
    return (
      calcPrice(counts, model, { timestamp, ...(providerId ? { providerId } : {}) })?.total_price ?? null
    );
  };
  return (model, usage, at) => {
    const known = price(model, usage, at);
    const slash = model.indexOf('/');
    if (known !== null || slash < 0) return known;
    // OpenCode's names: the provider, then the provider's own name of the model.
    return price(model.slice(slash + 1), usage, at, model.slice(0, slash));
  };
}
