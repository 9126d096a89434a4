import { asMaestroError, MaestroError } from '../../platform/errors.ts';
import { withTimeLimit } from '../../platform/time-limit.ts';
import { detectAgents } from '../../runner/agents/index.ts';
import { cleanClones, restoreClone } from '../clean.ts';
import type { SymphonyContext } from '../context.ts';
import { findContribution } from '../contributions.ts';
import { createContribution } from '../start/create.ts';
import { offered } from '../start/no-model.ts';
import { planStart, type StartPlan } from '../start/plan.ts';
import { unsavedLines, unsavedMark, unsavedOf } from '../unsaved.ts';
import { needsWorkflowScope } from '../workflow-scope.ts';
import { Discarded, type ServiceAnswer, ServiceRequest } from './messages.ts';

const DETECT_LIMIT_MS = 60_000;

/** Who is served. */
interface Guest {
  ctx: SymphonyContext;
  signal: AbortSignal;
  tell(answer: ServiceAnswer): void;
  /** Their next line; throws when there is none any more. */
  hear(): Promise<unknown>;
  /** The plan that was given out last. */
  plan?: StartPlan;
}

/**
 * Does for a door that must stay small (the window) what takes agents, git or a reader of Markdown: finds agents, plans and creates
 * starts, looks into clones and removes them. Reads one request a line and tells one answer to each; ends with the lines.
 */
export async function serve(
  ctx: SymphonyContext,
  lines: AsyncIterable<string>,
  tell: (answer: ServiceAnswer) => void,
  signal: AbortSignal,
): Promise<void> {
  const input = lines[Symbol.asyncIterator]();
  const guest: Guest = {
    ...{ ctx, signal, tell },
    async hear() {
      const { value, done } = await input.next();
      if (done) throw new MaestroError('run.cancelled', 'The window is gone.');
      return JSON.parse(value);
    },
  };
  for (let next = await input.next(); !next.done; next = await input.next())
    try {
      tell(await answerTo(ServiceRequest.parse(JSON.parse(next.value)), guest));
    } catch (error) {
      const { code, message, remedy } = asMaestroError(error);
      tell({ kind: 'error', code, message: ctx.redact(message), remedy: remedy ?? null });
    }
}

async function answerTo(request: ServiceRequest, guest: Guest): Promise<ServiceAnswer> {
  const { ctx, signal } = guest;
  switch (request.kind) {
    case 'agents': {
      const now = () => ctx.clock.now().getTime();
      const cache = { dir: ctx.home.cache, refresh: request.refresh, now };
      const agents = await withTimeLimit(DETECT_LIMIT_MS, signal, (limit) =>
        detectAgents(ctx.env, limit, cache),
      );
      return { kind: 'agents', agents: offered(agents, ctx.env) };
    }
    case 'plan':
      guest.plan = await planStart(ctx, request.options, signal);
      return { kind: 'plan', plan: guest.plan };
    case 'create':
      if (!guest.plan)
        throw new MaestroError('start.no-plan', 'There is no plan to create a contribution from.');
      return { kind: 'create', id: await createContribution(ctx, guest.plan) };
    case 'unsaved': {
      const work = await unsavedOf(ctx, await findContribution(ctx.home, request.id), signal);
      return {
        kind: 'unsaved',
        lines: work ? unsavedLines(work) : [],
        mark: work ? unsavedMark(work) : null,
      };
    }
    case 'workflows': {
      const contribution = await findContribution(ctx.home, request.id);
      return { kind: 'workflows', needed: await needsWorkflowScope(ctx, contribution, signal) };
    }
    case 'clean':
      return clean(request, guest);
    case 'restore':
      await restoreClone(ctx, request);
      return { kind: 'restore' };
  }
}

/** A folder outside of the home goes by the guest's means, which know the trash of the machine; the locks are held meanwhile. */
async function clean(
  { id, lose }: Extract<ServiceRequest, { kind: 'clean' }>,
  { ctx, signal, tell, hear }: Guest,
): Promise<ServiceAnswer> {
  const discard = async (dir: string): Promise<void> => {
    tell({ kind: 'discard', dir });
    const { problem } = Discarded.parse(await hear());
    if (problem !== null) throw new Error(problem);
  };
  const { clones, removed } = await cleanClones(ctx, {
    ...{ dryRun: false, ids: [id], agreed: { lose, discard }, signal },
  });
  return {
    kind: 'clean',
    clones: clones.map(({ dir, keep }) => ({ dir, kept: keep?.why ?? null })),
    removed: removed[0] ?? null,
  };
}
