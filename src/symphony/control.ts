import { MaestroError } from '../platform/errors.ts';
import { lockHolder } from '../platform/lock.ts';
import { oneLine } from '../platform/text.ts';
import { MAX_WORDS } from '../runner/autorun/prompt.ts';
import { type Budgets, changeBudgets } from './budget/budgets.ts';
import { dayBudgetsOf } from './budget/from-text.ts';
import { requireRoom } from './budget/room.ts';
import type { SymphonyContext } from './context.ts';
import type { Contribution } from './contribution.ts';
import { findContribution } from './contributions.ts';
import { contributionPaths } from './journal/paths.ts';
import { sendRequest } from './requests.ts';
import { requireRehearsalFor } from './start/no-model.ts';
import { isEnded } from './states.ts';

/** Starts an engine process for the contribution; the door knows how. */
export type Launcher = () => Promise<unknown>;

/**
 * Asks the engine at work to pause: at once (the task is run again on resume), or after its task.
 * @throws MaestroError `control.not-running` when no engine is at work, and those of `findContribution`.
 */
export async function pause(ctx: SymphonyContext, id: string, when: 'now' | 'after_task'): Promise<void> {
  const contribution = await findContribution(ctx.home, id);
  if (!(await isEngineAtWork(ctx, contribution)))
    throw new MaestroError('control.not-running', `${contribution.id} is not running: nothing to pause.`, {
      remedy: `See where it stands: maestro symphony status ${contribution.id}`,
    });
  await sendRequest(ctx.home, contribution.id, { kind: 'pause', when });
}

/**
 * Goes on where it stopped: after a pause, a problem, an interruption; a failed one begins with a new claim.
 * @param budgets what to set anew; the day's budgets of the environment count as such, too.
 * @throws MaestroError `control.ended`, `control.not-now`, `agent.rehearsal-only`, `budget.used-up`, `budget.bad-value`, and those of `findContribution` and the launcher.
 */
export async function resume(
  ctx: SymphonyContext,
  id: string,
  launcher: Launcher,
  budgets: Partial<Budgets> = {},
): Promise<void> {
  const contribution = await findContribution(ctx.home, id);
  if (contribution.state !== 'failed') requireGoing(contribution);
  if (contribution.state === 'finishing' || contribution.state === 'ready_for_review')
    throw notNow(contribution, 'has nothing left to run', 'finalize');
  const changes = { ...dayBudgetsOf(ctx.env), ...budgets };
  // What is being taken back asks no agent.
  if (!contribution.cancelling && !contribution.undoing) {
    requireRehearsalFor(contribution.start.agent, ctx.env);
    if (contribution.phase !== 'finishing' && contribution.state !== 'running')
      await requireRoom(ctx, contribution, changeBudgets(contribution.budgets, changes));
  }
  await sendRequest(ctx.home, contribution.id, { kind: 'resume', budgets: changes });
  await startUnlessAtWork(ctx, contribution, launcher);
}

/**
 * Gives the issue back. With `removeClone` the clone goes, too, unless it holds work that exists nowhere else; `loseUnsaved` is the
 * mark of what the user was told of that, and agreed to lose.
 * @throws MaestroError `control.ended`, and those of `findContribution` and the launcher.
 */
export async function cancel(
  ctx: SymphonyContext,
  id: string,
  options: { removeClone: boolean; loseUnsaved?: string },
  launcher: Launcher,
): Promise<void> {
  const contribution = await findContribution(ctx.home, id);
  requireGoing(contribution);
  await sendRequest(ctx.home, contribution.id, { kind: 'cancel', ...options });
  await startUnlessAtWork(ctx, contribution, launcher);
}

/**
 * Hands the pull request over to the maintainers.
 * @throws MaestroError `control.ended`, `control.not-now`, `agent.rehearsal-only`, and those of `findContribution` and the
 * launcher.
 */
export async function finalize(ctx: SymphonyContext, id: string, launcher: Launcher): Promise<void> {
  const contribution = await findContribution(ctx.home, id);
  requireGoing(contribution);
  if (contribution.phase !== 'finishing')
    throw notNow(contribution, 'is not ready to be handed over', 'status');
  requireRehearsalFor(contribution.start.agent, ctx.env);
  await sendRequest(ctx.home, contribution.id, { kind: 'finalize' });
  await startUnlessAtWork(ctx, contribution, launcher);
}

/**
 * Leaves a line for the agent: a turn under way takes it where the agent can, else the next turn's prompt has it. It waits
 * while nothing runs.
 * @returns true when an engine is at work that takes it in now.
 * @throws MaestroError `steer.empty`, `steer.too-long`, `control.ended`, `control.not-now`, and those of `findContribution`.
 */
export async function steer(ctx: SymphonyContext, id: string, text: string): Promise<boolean> {
  const words = oneLine(text, MAX_WORDS + 1);
  if (words === '')
    throw new MaestroError('steer.empty', 'The message to the agent is empty.', {
      remedy: 'Give a message: maestro symphony steer ID TEXT',
    });
  if (words.length > MAX_WORDS)
    throw new MaestroError('steer.too-long', `That is more than ${MAX_WORDS} characters.`, {
      remedy: 'Shorten the message; longer texts belong in a document.',
    });
  const contribution = await findContribution(ctx.home, id);
  requireGoing(contribution);
  if (contribution.phase === 'finishing' || contribution.phase === 'ready_for_review')
    throw notNow(contribution, 'has no turn left that could take a message', 'status');
  await sendRequest(ctx.home, contribution.id, { kind: 'steer', text: words });
  return isEngineAtWork(ctx, contribution);
}

/** An engine that looks in after the request was left sees it; one that is on its way out looks once more. */
async function startUnlessAtWork(
  ctx: SymphonyContext,
  contribution: Contribution,
  launcher: Launcher,
): Promise<void> {
  if (!(await isEngineAtWork(ctx, contribution))) await launcher();
}

/** The lock alone does not tell: a follow-up holds it for moments, too, and takes no requests. */
async function isEngineAtWork(ctx: SymphonyContext, { id }: Contribution): Promise<boolean> {
  const holder = await lockHolder(contributionPaths(ctx.home, id).lock);
  if (!holder) return false;
  const { engine } = await findContribution(ctx.home, id);
  return engine?.stopped === null && engine.pid === holder.pid;
}

function requireGoing({ id, state }: Contribution): void {
  if (!isEnded(state)) return;
  throw new MaestroError('control.ended', `${id} has ended (${state.replace('_', ' ')}).`, {
    remedy: 'Find another issue with: maestro symphony issues OWNER/REPO',
  });
}

function notNow({ id, state }: Contribution, why: string, command: string): MaestroError {
  return new MaestroError('control.not-now', `${id} ${why}: it is ${state.replaceAll('_', ' ')}.`, {
    remedy: `Try: maestro symphony ${command} ${id}`,
  });
}
