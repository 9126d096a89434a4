import type { AgentEvent } from '../agents/agent.ts';
import { loadPrices, type PriceOf } from '../agents/prices.ts';

/**
 * An agent's events with money: usage whose price the agent did not tell gets it from the price list when the model is
 * known. What the agent tells wins; an unknown model's price stays null, never 0.
 * @param model the one that was asked for, until the agent says which it is.
 */
export async function* priced(
  events: AsyncIterable<AgentEvent>,
  model: string | null,
  load: () => Promise<PriceOf> = loadPrices,
): AsyncGenerator<AgentEvent, void> {
  let prices: PriceOf | undefined;
  let used = model;
  for await (const event of events) {
    if (event.kind === 'started') used = event.model ?? used;
    if (event.kind !== 'usage' || event.usage.costUsd !== null || used === null) yield event;
    else {
      prices ??= await load();
      yield { ...event, usage: { ...event.usage, costUsd: prices(used, event.usage, new Date()) } };
    }
  }
}
