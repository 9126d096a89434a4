import { type Clock, systemClock } from '../../platform/clock.ts';
import { createFaults, type Faults } from '../forge/http/faults.ts';
import { listen } from '../forge/http/listen.ts';
import { createControls, type LinearControls } from './controls.ts';
import { createGraphql } from './graphql/execute.ts';
import type { LinearExchange } from './http/exchange.ts';
import { type Allowances, createLimits, LINEAR_ALLOWANCES } from './http/limits.ts';
import { GRAPHQL, serve } from './http/serve.ts';
import { createWorld } from './world/world.ts';

/** How it is started. */
export interface LinearOptions {
  /** Default: any free port. */
  port?: number;
  /** Time of everything that is written down. */
  clock?: Clock;
  /** Told of every exchange after its answer was sent. */
  onExchange?: (exchange: LinearExchange) => void;
  /** What a key may use in an hour; Linear's own by default. */
  allowances?: Partial<Allowances>;
}

/** A running Linear: the slice of its API that we use, on loopback. */
export interface Linear extends LinearControls {
  /** Web address, without a trailing slash. */
  readonly url: string;
  /** Where GraphQL is asked. */
  readonly endpoint: string;
  readonly faults: Faults;
  /** How many requests there were, by operation. */
  requests(): Record<string, number>;
  /** Stops and waits until no request is left. Rejects with what went wrong inside. */
  stop(): Promise<void>;
}

/** Starts an empty workspace on 127.0.0.1. @throws when the port is taken. */
export async function startLinear(options: LinearOptions = {}): Promise<Linear> {
  const clock = options.clock ?? systemClock;
  const stopping = new AbortController();
  const listener = await listen(options.port ?? 0, stopping.signal);
  const { url } = listener;
  const world = createWorld(url, clock);
  const limits = createLimits(clock, { ...LINEAR_ALLOWANCES, ...options.allowances });
  const faults = createFaults();
  const failures: unknown[] = [];
  const requests: Record<string, number> = {};
  const serving = {
    world,
    faults,
    graphql: createGraphql(world, limits),
    signal: stopping.signal,
    onExchange(exchange: LinearExchange) {
      const name = exchange.operation ?? 'unknown';
      requests[name] = (requests[name] ?? 0) + 1;
      options.onExchange?.(exchange);
    },
  };
  listener.serve(
    (request, response) => serve(serving, request, response),
    (error) => failures.push(error),
  );

  return {
    url,
    endpoint: `${url}${GRAPHQL}`,
    faults,
    requests: () => ({ ...requests }),
    ...createControls(world, limits),
    async stop() {
      if (stopping.signal.aborted) return;
      stopping.abort();
      await listener.close();
      if (failures.length > 0) throw failures[0];
    },
  };
}
