import { asMaestroError, MaestroError } from '../../platform/errors.ts';
import { withTimeLimit } from '../../platform/time-limit.ts';
import { detectAgents } from '../../runner/agents/index.ts';
import type { SymphonyContext } from '../context.ts';
import { createContribution } from './create.ts';
import { planStart, type StartPlan } from './plan.ts';
import { offered } from './no-model.ts';
import { type ServiceAnswer, ServiceRequest } from './service-messages.ts';

const DETECT_LIMIT_MS = 60_000;

/**
 * Prepares starts for a door that must stay small (the window): finds agents, plans, creates. Reads one request a line and
 * yields one answer to each; ends with the lines.
 */
export async function* serveStarts(
  ctx: SymphonyContext,
  lines: AsyncIterable<string>,
  signal: AbortSignal,
): AsyncGenerator<ServiceAnswer> {
  let plan: StartPlan | undefined;
  for await (const line of lines) {
    try {
      const request = ServiceRequest.parse(JSON.parse(line));
      switch (request.kind) {
        case 'agents': {
          const now = () => ctx.clock.now().getTime();
          const cache = { dir: ctx.home.cache, refresh: request.refresh, now };
          const agents = await withTimeLimit(DETECT_LIMIT_MS, signal, (limit) =>
            detectAgents(ctx.env, limit, cache),
          );
          yield { kind: 'agents', agents: offered(agents, ctx.env) };
          break;
        }
        case 'plan':
          plan = await planStart(ctx, request.options, signal);
          yield { kind: 'plan', plan };
          break;
        case 'create': {
          if (!plan)
            throw new MaestroError('start.no-plan', 'There is no plan to create a contribution from.');
          yield { kind: 'create', id: await createContribution(ctx, plan) };
        }
      }
    } catch (error) {
      const { code, message, remedy } = asMaestroError(error);
      yield { kind: 'error', code, message: ctx.redact(message), remedy: remedy ?? null };
    }
  }
}
