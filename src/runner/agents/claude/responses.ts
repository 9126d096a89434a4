import { type AgentEvent, addUsage, NO_USAGE, tokensOf, type Usage } from '../agent.ts';
import type { Assistant, Frame, StreamUsage } from './messages.ts';

/** What a response cost with a model, in US dollars; null when the model's price is not known. */
export type PriceUsage = (model: string, usage: Usage) => number | null;

/** Models whose price Claude Code may know when the list does not: Anthropic's, also under the names of other clouds. */
const ITS_OWN = /claude/i;
/** Money below this, in US dollars, is a rounding error. */
const NO_MONEY = 1e-9;

/** The usage of a turn, told response by response and settled by the result. */
export interface ResponseUsage {
  /** To be called with each frame of a response; tells the usage when the response is complete. */
  frame(frame: Frame): AgentEvent[];
  /** To be called with each message; tells what a sub-agent's response began with, once. */
  sub(line: Assistant): AgentEvent[];
  /** What is left to tell when the whole turn used `total`. */
  rest(total: Usage): AgentEvent[];
  /** What was kept back, for a turn that ends without a result. */
  untold(): AgentEvent[];
}

/**
 * Adds up the responses of one turn. Claude Code tells money with the result only, so that a response's is that of the
 * list, and the rest of the result's makes it exact. A response of a model of Anthropic's whose price the list does not know
 * is kept back until then: its money would be unknown for good, though Claude Code may know it. Responses of sub-agents do
 * not stream: their input is told when they begin, their output is part of the rest.
 */
export function responseUsage(price: PriceUsage): ResponseUsage {
  const open = new Map<string, { model: string; usage: StreamUsage }>();
  let told: Usage = { ...NO_USAGE, costUsd: 0 };
  let kept = NO_USAGE;
  const begun = new Set<string>();

  const tell = (usage: Usage): AgentEvent[] => [{ kind: 'usage', usage }];

  const used = (model: string, counts: StreamUsage): AgentEvent[] => {
    const usage = normalised(counts);
    if (tokensOf(usage) === 0) return [];
    const costUsd = price(model, usage);
    if (costUsd === null && ITS_OWN.test(model)) {
      kept = addUsage(kept, usage);
      return [];
    }
    told = addUsage(told, { ...usage, costUsd });
    return tell({ ...usage, costUsd });
  };

  return {
    frame({ event, parent_tool_use_id }) {
      const chain = parent_tool_use_id ?? '';
      const response = open.get(chain);
      switch (event.type) {
        case 'message_start':
          // One that broke off before this is the result's to tell.
          open.set(chain, event.message);
          return [];
        case 'message_delta':
          if (response) response.usage = merged(response.usage, event.usage);
          return [];
        case 'message_stop':
          open.delete(chain);
          return response ? used(response.model, response.usage) : [];
      }
    },
    sub({ message: { id, model, usage }, parent_tool_use_id: chain }) {
      // Told with its last frame, when it streams after all.
      if (chain == null || open.has(chain) || id == null || model == null || usage == null) return [];
      if (begun.has(id)) return [];
      begun.add(id);
      return used(model, usage);
    },
    rest(total) {
      kept = NO_USAGE;
      const left = (of: keyof Usage): number => Math.max(0, (total[of] ?? 0) - (told[of] ?? 0));
      const money = left('costUsd');
      const usage = {
        inputTokens: left('inputTokens'),
        cachedInputTokens: left('cachedInputTokens'),
        outputTokens: left('outputTokens'),
        reasoningTokens: left('reasoningTokens'),
        costUsd: total.costUsd === null ? null : money < NO_MONEY ? 0 : money,
      };
      return tokensOf(usage) === 0 && !usage.costUsd ? [] : tell(usage);
    },
    untold: () => (tokensOf(kept) === 0 ? [] : tell(kept)),
  };
}

/** The later counts win where they are told; they are those of the whole response so far. */
function merged(before: StreamUsage, after: StreamUsage): StreamUsage {
  const known = Object.entries(after).filter(([, value]) => value != null);
  return { ...before, ...Object.fromEntries(known) };
}

/** Claude Code counts what was read from the cache, written to it, and neither, apart. */
function normalised(usage: StreamUsage): Usage {
  const cached = usage.cache_read_input_tokens ?? 0;
  return {
    inputTokens: (usage.input_tokens ?? 0) + cached + (usage.cache_creation_input_tokens ?? 0),
    cachedInputTokens: cached,
    outputTokens: usage.output_tokens ?? 0,
    reasoningTokens: usage.output_tokens_details?.thinking_tokens ?? 0,
    costUsd: null,
  };
}
