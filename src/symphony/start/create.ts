import { MaestroError } from '../../platform/errors.ts';
import { VERSION } from '../../platform/version.ts';
import type { SymphonyContext } from '../context.ts';
import { contributionPaths } from '../journal/paths.ts';
import { openJournal } from '../journal/store.ts';
import type { StartPlan } from './plan.ts';

/** Makes the contribution that a plan describes: a journal with its first event. An engine does the rest. @returns its id. */
export async function createContribution(ctx: SymphonyContext, plan: StartPlan): Promise<string> {
  const { id } = plan;
  const { number, title, url } = plan.issue;
  const journal = await openJournal(contributionPaths(ctx.home, id).journal, ctx.clock, ctx.redact);
  try {
    if (journal.state().events > 0)
      throw new MaestroError('start.already-started', `This plan has already been started, as ${id}.`, {
        remedy: `See where it stands: maestro symphony status ${id}`,
      });
    await journal.append({
      type: 'created',
      version: VERSION,
      start: {
        id,
        name: plan.name,
        slug: plan.slug,
        webUrl: plan.webUrl,
        apiUrl: plan.apiUrl,
        issue: { number, title, url },
        documents: plan.documents.map(({ name, path, external }) => ({ name, path, external })),
        agent: plan.agent.id,
        model: plan.model,
        dir: plan.askedDir,
        freshContext: plan.freshContext,
        finalize: plan.finalize,
        sandbox: plan.sandbox,
        budgets: plan.budgets,
        turnMinutes: plan.turnMinutes,
        user: plan.user,
      },
    });
  } finally {
    await journal.close();
  }
  return id;
}
