import { requireSlug } from '../../github/slug.ts';
import { MaestroError } from '../../platform/errors.ts';
import type { OrchestratorContext } from '../context.ts';
import { type CommandSandbox, codexCommandSandbox } from '../../runner/agents/codex/command-sandbox.ts';
import { decisionIn, requireUndecided } from '../decision.ts';
import { verifyHandoff } from '../handoff/verify.ts';
import type { ReadyLane } from '../lane/prepare.ts';
import type { Lane } from '../lane/types.ts';
import { findCodex } from './find-codex.ts';
import { oursIn } from './session.ts';
import { describeValidation, validate } from '../lane/validation.ts';
import type { ValidationFact } from '../runs/events.ts';
import type { OpenRun } from '../runs/store.ts';

/**
 * Runs the validation commands on the lane's head and makes sure that the pull request is still that head, ready for
 * reviewers; then the hand-off is good and is journaled as such.
 * @throws MaestroError `validation.failed`, `handoff.*`, `github.*`.
 */
export async function checkHandoff(
  ctx: OrchestratorContext,
  run: OpenRun,
  lane: Lane,
  clone: ReadyLane['clone'],
  signal: AbortSignal,
): Promise<void> {
  const { handoff } = run.state();
  if (!handoff) throw new MaestroError('handoff.none', 'There is no hand-off to check.');
  // Commands that take half an hour are not run for an issue that somebody has ended. Out of reach it is read before it is
  // written to.
  await requireUndecided(ctx, run.state(), signal).catch((error: unknown) => {
    signal.throwIfAborted();
    if (decisionIn(error) !== null) throw error;
  });
  const head = clone ? await clone.workspace.head() : '';
  const validation = await validated(ctx, run, lane, head, signal);
  if (!validation.passed)
    throw new MaestroError('validation.failed', `The validation ${validation.summary}.`, {
      remedy: `Look at the output in the run’s journal, and run the command in the lane.${sandboxHint(ctx, validation)}`,
    });
  let url = handoff.url;
  if (ctx.repository && clone) {
    const { github, slug } = ctx.repository;
    const pull = await github.pullRequest(requireSlug(slug), handoff.number, signal);
    // GitHub's own words for the address: the agent's could hold anything.
    url = pull.url;
    const at = { webUrl: github.webUrl, repository: slug, branch: lane.branch };
    verifyHandoff({ ...at, head: await clone.workspace.head(), validatedHead: head }, url, pull);
  }
  await run.append({ type: 'succeeding', pull: { url, head }, summary: handoff.summary });
}

/** What the commands say of this head; not run again when they have said it before. */
async function validated(
  ctx: OrchestratorContext,
  run: OpenRun,
  lane: Lane,
  head: string,
  signal: AbortSignal,
): Promise<ValidationFact> {
  const { workflow, config, env, redact } = ctx;
  const known = run.state().validation;
  if (known && known.head === head) return known;
  const { validationCommands } = workflow.execution;
  const sandbox = validationCommands.length > 0 ? await sandboxFor(ctx, lane) : null;
  const place = { dir: lane.dir, env, timeoutMs: config.limits.validationMs, signal, redact, sandbox };
  const result = await validate(validationCommands, place);
  const validation = {
    head,
    passed: result.passed,
    summary: describeValidation(result),
    commands: result.commands,
  };
  await run.append({ type: 'validated', validation });
  return validation;
}

/** What a read-only file system says of it, in English; programs print the code of the system with it. */
const READ_ONLY = /read-only file system|\bEROFS\b/i;

/** Perhaps the sandbox is too narrow for this project. */
function sandboxHint({ config }: OrchestratorContext, { commands }: ValidationFact): string {
  if (config.validation.sandbox === 'none' || !READ_ONLY.test(commands.at(-1)?.outputTail ?? '')) return '';
  return ` It ran in Codex’s sandbox, where only the lane may be written: name other folders that it needs (a cache, say) in maestro.toml, validation.writable.`;
}

/** What the commands run in: what they execute the agent has written. null when the config wants none. */
async function sandboxFor(ctx: OrchestratorContext, { dir }: Lane): Promise<CommandSandbox | null> {
  const { config, env } = ctx;
  const { sandbox, network, writable } = config.validation;
  if (sandbox === 'none') return null;
  const codex = await findCodex(config, env);
  return codexCommandSandbox({ codex, cwd: dir, writable, network, ours: oursIn(ctx) });
}
