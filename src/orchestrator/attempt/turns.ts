import { type AgentEvent, addUsage, NO_USAGE } from '../../runner/agents/agent.ts';
import { oneLine } from '../../platform/text.ts';
import { whyDecided } from '../decision.ts';
import type { EndedTurn } from '../modes/mode.ts';
import type { OpenRun } from '../runs/store.ts';
import type { Bench } from '../tools/bench.ts';
import { toolDesk } from '../tools/desk.ts';
import type { TrackerIssue } from '../trackers/tracker.ts';
import type { LastFailure, PromptFacts } from '../workflow/facts.ts';
import type { Workflow } from '../workflow/types.ts';
import type { Judgement } from './disposition.ts';
import { invalidTurn, turnFailure } from './failure.ts';
import { turnRecorder } from './recorded.ts';
import { type AttemptSession, openSession } from './session.ts';

/** What the turns of an attempt work with. */
export interface TurnsRequest {
  bench: Bench;
  run: OpenRun;
  /** As it was read right before. */
  issue: TrackerIssue;
  /** Why the attempt before this one failed; null for the first. */
  lastFailure: LastFailure | null;
}

/** What a turn begins with: all that there is to tell, what went wrong before, or that it goes on. */
type Words = 'firstPrompt' | 'retryPrompt' | 'nextPrompt';

/** How the agent's part of an attempt ended. */
export type TurnsEnd =
  | { how: 'review_handoff' | 'manual_attention' | 'requeue' }
  | { how: 'release'; reason: string };

/**
 * Runs turn after turn on one thread until one of them ends the attempt. An attempt that was interrupted goes on in its thread.
 * @throws MaestroError `agent.*`, `disposition.*`, `codex.*`, `workflow.*`, `tracker.*`; the signal's reason when stopped.
 */
export async function runTurns(request: TurnsRequest, signal: AbortSignal): Promise<TurnsEnd> {
  const { bench, run } = request;
  const { ctx, lane } = bench;
  const session = await openSession(
    {
      ctx,
      lane,
      tools: toolDesk(bench, run),
      instructions: ctx.mode.instructions(ctx.workflow),
      title: titleOf(request.issue),
      threadId: run.state().thread?.id ?? run.state().retryThread,
    },
    signal,
  );
  try {
    const { threadId, model, resumed, whyNot } = session;
    await run.append({ type: 'thread_started', threadId, model, resumed, whyNot });
    let { issue } = request;
    // A thread that could not be had again, or that was killed before its first turn, has been told nothing yet.
    let words: Words = 'firstPrompt';
    if (resumed && run.state().turns > 0) words = 'nextPrompt';
    else if (resumed && threadId === run.state().retryThread) words = 'retryPrompt';
    for (;;) {
      const { judgement, now } = await oneTurn(request, issue, session, words, signal);
      words = 'nextPrompt';
      const { disposition, code, reason } = judgement;
      if (disposition === 'invalid') throw invalidTurn(code ?? '');
      if (disposition === 'release') return { how: 'release', reason: reason ?? '' };
      if (disposition !== 'continue') return { how: disposition };
      if (!now) return { how: 'release', reason: 'The issue is gone.' };
      issue = now;
    }
  } finally {
    await session.close();
  }
}

/** As the service specification has it, on one line. */
function titleOf({ identifier, title }: TrackerIssue): string {
  return oneLine(`${identifier}: ${title}`, 200);
}

async function oneTurn(
  { bench, run, lastFailure }: TurnsRequest,
  issue: TrackerIssue,
  session: AttemptSession,
  words: Words,
  signal: AbortSignal,
): Promise<{ judgement: Judgement; now: TrackerIssue | undefined }> {
  const { ctx } = bench;
  const { workflow, mode } = ctx;
  // A turn whose end is not known is run again: what its tools have brought about is there and is found again.
  const { turns, turnOpen } = run.state();
  const turn = turnOpen ? Math.max(1, turns) : turns + 1;
  const facts = promptFacts(run, issue, turn, workflow, lastFailure);
  const prompt = await mode[words](workflow, facts);
  await run.append({ type: 'turn_started', turn, prompt });

  const begun = performance.now();
  let usage = NO_USAGE;
  let lastError: Extract<AgentEvent, { kind: 'error' }> | null = null;
  let outcome: 'completed' | 'interrupted' | 'failed' = 'failed';
  const recorder = turnRecorder(run, turn, ctx.clock);
  for await (const event of session.turn(prompt, signal)) {
    if (event.kind === 'usage') usage = addUsage(usage, event.usage);
    if (event.kind === 'error' && !event.willRetry) lastError = event;
    if (event.kind === 'finished') outcome = event.how;
    await recorder.record(event);
  }
  await recorder.end();
  const stalled = lastError?.error === 'timeout' && session.silentMs() >= ctx.config.limits.idleMs;
  // An interruption that nobody here asked for is a failure.
  if (outcome === 'interrupted' && !signal.aborted) outcome = 'failed';
  const failure = outcome === 'failed' ? turnFailure(lastError, stalled) : null;
  const durationMs = Math.round(performance.now() - begun);
  const { effects } = run.state();
  const read = outcome === 'completed' ? await issueAfter(bench, issue.id) : null;
  const now = read?.issue;
  const judged = outcome === 'completed' ? judge(bench, { workflow, effects, turn, issue: now }, read) : null;
  await run.append({
    type: 'turn_finished',
    turn,
    outcome,
    disposition: judged?.disposition ?? null,
    code: failure?.code ?? judged?.code ?? null,
    usage,
    durationMs,
  });
  signal.throwIfAborted();
  if (failure) throw failure;
  return { judgement: judged ?? { disposition: 'invalid', code: 'no-signal' }, now };
}

/**
 * The issue as it is after a turn; null when it could not be read and nothing depends on it: a tracker that is down must not
 * cost the work, and whatever is written later reads the issue once more.
 */
async function issueAfter(
  { ctx, state, signal }: Bench,
  id: string,
): Promise<{ issue: TrackerIssue | undefined } | null> {
  try {
    const [issue] = await ctx.tracker.issuesById([id], signal);
    return { issue };
  } catch (error) {
    signal.throwIfAborted();
    if (ctx.mode.needsIssue(state().effects)) throw error;
    return null;
  }
}

/** What somebody else has decided about the issue meanwhile comes before everything that the agent did. */
function judge(
  { ctx, state }: Bench,
  turn: EndedTurn,
  read: { issue: TrackerIssue | undefined } | null,
): Judgement {
  const { decided } = state();
  if (decided !== null) return { disposition: 'release', code: null, reason: decided };
  const reason = read && whyDecided(read.issue, ctx, state());
  if (reason) return { disposition: 'release', code: null, reason: `The issue is left: ${reason}.` };
  return ctx.mode.judge(turn);
}

function promptFacts(
  run: OpenRun,
  issue: TrackerIssue,
  turn: number,
  workflow: Workflow,
  lastFailure: LastFailure | null,
): PromptFacts {
  const { facts, attempt, attemptStartedAt } = run.state();
  return {
    issue,
    runId: facts.id,
    attempt,
    startedAt: attemptStartedAt ?? '',
    workspacePath: facts.lane.name,
    transport: facts.transport,
    branch: facts.lane.branch,
    turn,
    maxTurns: workflow.execution.maxTurns,
    lastFailure,
  };
}
