import { mkdir } from 'node:fs/promises';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { createControls, type ForgeControls } from './controls.ts';
import { createGit } from './git/git.ts';
import { createGraphql } from './graphql/execute.ts';
import { createCounter, type Exchange, type RequestCounts } from './http/exchange.ts';
import { createFaults, type Faults } from './http/faults.ts';
import { type Allowances, createLimits, GITHUB_ALLOWANCES } from './http/limits.ts';
import { listen } from './http/listen.ts';
import { serve } from './http/serve.ts';
import { restRouter } from './rest/routes.ts';
import { createWorld } from './world/world.ts';

/** How a forge is started. */
export interface ForgeOptions {
  /** An empty or missing folder of its own: bare repositories go below it. */
  root: string;
  /** Default: any free port. */
  port?: number;
  /** Time of everything the forge writes down. */
  clock?: Clock;
  /** Told of every exchange after its answer was sent. */
  onExchange?: (exchange: Exchange) => void;
  /** Milliseconds until git answers at a new fork. Default 300. */
  forkDelayMs?: number;
  /** Requests per hour; GitHub's own by default. */
  allowances?: Partial<Allowances>;
}

/** A running forge: the slice of GitHub that we use, on loopback. */
export interface Forge extends ForgeControls {
  /** Web and git address, without a trailing slash. */
  readonly url: string;
  /** REST base; GraphQL is at `{url}/api/graphql`. */
  readonly apiUrl: string;
  readonly faults: Faults;
  /** How many requests there were since the start or the last `resetRequests`. */
  requests(): RequestCounts;
  resetRequests(): void;
  /** Stops serving and waits until no request, no copy and no git process is left. Rejects with what went wrong inside. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded forge on 127.0.0.1.
 * @throws when the port is taken or the folder cannot be made.
 */
export async function startForge(options: ForgeOptions): Promise<Forge> {
  const clock = options.clock ?? systemClock;
  await mkdir(options.root, { recursive: true });
  const stopping = new AbortController();
  const listener = await listen(options.port ?? 0, stopping.signal);
  const { url } = listener;
  const world = createWorld({
    url,
    root: options.root,
    clock,
    git: await createGit(options.root, process.env),
    signal: stopping.signal,
    forkDelayMs: options.forkDelayMs ?? 300,
  });
  const limits = createLimits(clock, { ...GITHUB_ALLOWANCES, ...options.allowances });
  const faults = createFaults();
  const counter = createCounter();
  const serving = {
    world,
    limits,
    faults,
    router: restRouter(),
    graphql: createGraphql(world, limits),
    onExchange(exchange: Exchange) {
      counter.add(exchange);
      options.onExchange?.(exchange);
    },
  };
  listener.serve(
    (request, response) => serve(serving, request, response),
    (error) => world.failures.push(error),
  );

  return {
    url,
    apiUrl: world.apiUrl,
    faults,
    requests: counter.counts,
    resetRequests: counter.reset,
    ...createControls(world, limits),
    async stop() {
      if (stopping.signal.aborted) return;
      stopping.abort();
      await listener.close();
      await Promise.all(world.background);
      await world.exclusive(async () => undefined);
      await world.git.objects.stop();
      if (world.failures.length > 0) throw world.failures[0];
    },
  };
}
