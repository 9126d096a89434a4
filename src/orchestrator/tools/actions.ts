import { createHash } from 'node:crypto';
import { MaestroError } from '../../platform/errors.ts';
import { oneLine } from '../../platform/text.ts';
import { handoffTarget, verifyHandoff } from '../handoff/verify.ts';
import { sameName } from '../names.ts';
import { cannotBeLabelled } from '../trackers/errors.ts';
import { type Bench, type Outcome, requireClone, requireNoHostPath } from './bench.ts';
import { linearGraphql } from './linear-graphql.ts';
import { publish } from './publish.ts';
import type { ToolInput, ToolName } from './specs.ts';

/** A field of the comment that every run begins with; it explains nothing. */
const START = /^\W*started_at\b/m;

/** Issues that one run may make. */
const MAX_ISSUES = 5;

/** What each tool does. */
export const ACTIONS: { [N in ToolName]: (bench: Bench, input: ToolInput<N>) => Promise<Outcome> } = {
  async issue_transition({ ctx, issue, signal }, { state }) {
    const { successState, terminalStates } = ctx.workflow.tracker;
    if (sameName(state, successState) && ctx.repository !== null)
      throw new MaestroError('tool.success-state', `${oneLine(state, 100)} is reached by a hand-off only.`, {
        remedy: 'Publish the lane, call issue_review_handoff, and finalize review_handoff.',
      });
    if (terminalStates.some((name) => sameName(name, state)) && ctx.repository !== null)
      throw new MaestroError('tool.terminal-state', `${oneLine(state, 100)} would end the issue.`, {
        remedy: 'Hand off, or ask for attention with a comment and the label; a person ends issues.',
      });
    await ctx.tracker.transition(issue.id, state, signal);
    return { told: `The issue is in ${state}.`, effect: { kind: 'transition', state } };
  },

  async issue_comment({ ctx, lane, issue, state, signal }, { body }) {
    requireNoHostPath(body, ctx, lane);
    const { facts, attempt } = state();
    // The same words in the same attempt are the same comment: an agent that repeats itself writes once.
    const digest = createHash('sha256').update(body).digest('hex').slice(0, 16);
    await ctx.tracker.commentOnce(
      issue.id,
      `${facts.id}:${attempt}:agent:${digest}`,
      ctx.redact(body),
      signal,
    );
    const told = ctx.tracker.updateComment
      ? JSON.stringify({ comment_id: `${attempt}:${digest}` })
      : 'The comment is there.';
    return { told, effect: { kind: 'comment', start: START.test(body) } };
  },

  async issue_comment_update({ ctx, lane, issue, state, signal }, { comment_id, body }) {
    requireNoHostPath(body, ctx, lane);
    if (!ctx.tracker.updateComment) throw notHere('issue_comment_update');
    const ours = /^(\d+):([0-9a-f]{16})$/.exec(comment_id);
    const which = ours ? { marker: `${state().facts.id}:${ours[1]}:agent:${ours[2]}` } : { id: comment_id };
    await ctx.tracker.updateComment(issue.id, which, ctx.redact(body), signal);
    return { told: JSON.stringify({ comment_id }), effect: null };
  },

  async issue_create({ ctx, lane, issue, state, signal }, { title, description }) {
    for (const text of [title, description]) requireNoHostPath(text, ctx, lane);
    if (!ctx.tracker.createIssue) throw notHere('issue_create');
    const { facts, issuesMade, thread } = state();
    const subject = ctx.redact(oneLine(title, 200));
    // The same title is the same issue: an agent that repeats itself makes one.
    const digest = createHash('sha256').update(subject).digest('hex').slice(0, 16);
    const marker = `${facts.id}:issue:${digest}`;
    if (issuesMade.length >= MAX_ISSUES && !issuesMade.some((one) => one.marker === marker))
      throw new MaestroError('tool.too-many-issues', `This run has made ${MAX_ISSUES} issues already.`, {
        remedy: 'Name what else is worth doing in a comment.',
      });
    const by = thread?.model ? `Codex (${oneLine(thread.model, 100)})` : 'Codex';
    const disclosure = `_Made by an AI agent, ${by}, under Maestro's orchestrator, while it worked on ${issue.identifier} (run ${facts.id})._`;
    const { activeStates, startableStates, terminalStates } = ctx.workflow.tracker;
    const made = await ctx.tracker.createIssue(
      issue.id,
      {
        title: subject,
        description: `${ctx.redact(description).trim()}\n\n${disclosure}\n`,
        marker,
        notIn: [...activeStates, ...startableStates, ...terminalStates],
      },
      signal,
    );
    const { identifier, url } = made;
    return { told: JSON.stringify({ identifier, url }), effect: { kind: 'issue', marker, identifier } };
  },

  linear_graphql: linearGraphql,

  async issue_label_add({ ctx, issue, state, signal }, { label }) {
    const { needsAttentionLabel } = ctx.workflow.tracker;
    const attention = sameName(label, needsAttentionLabel);
    if (attention && state().comments === 0)
      throw new MaestroError('tool.unexplained-attention', 'A person cannot help without knowing why.', {
        remedy: 'Write the comment that explains it with issue_comment, then add the label.',
      });
    if (!attention) {
      await ctx.tracker.addLabel(issue.id, label, signal);
      return { told: `The label ${label} is on the issue.`, effect: { kind: 'label', label } };
    }
    let told = `The label ${label} is on the issue.`;
    await ctx.tracker.addLabel(issue.id, label, signal).catch((error: unknown) => {
      if (!cannotBeLabelled(error)) throw error;
      // A person is wanted all the same: the write-back holds the issue back in another way.
      told = `The tracker does not take the label ${label}; that you ask for a person is noted.`;
    });
    return { told: `${told} Now finalize the path manual_attention.`, effect: { kind: 'attention' } };
  },

  lane_publish: publish,

  async issue_review_handoff(bench, { pr_url, summary }) {
    const { ctx, lane, signal } = bench;
    requireNoHostPath(summary, ctx, lane);
    const { repository, clone } = requireClone(bench);
    const { github, slug } = repository;
    const at = { webUrl: github.webUrl, repository: slug };
    const { repo, number } = handoffTarget(pr_url, at);
    const head = await clone.workspace.head();
    const pull = await github.pullRequest(repo, number, signal);
    verifyHandoff({ ...at, branch: lane.branch, head, validatedHead: null }, pr_url, pull);
    const changed = await clone.workspace.changes();
    if (changed.length > 0)
      throw new MaestroError(
        'handoff.dirty',
        `The lane holds changes that are not published (${changed.length}).`,
        {
          remedy: 'Call lane_publish, then hand off again.',
        },
      );
    return {
      told: 'The hand-off is accepted. Now finalize the path review_handoff.',
      effect: { kind: 'handoff', url: pull.url, number, head, summary },
    };
  },

  async issue_review_repair_complete({ ctx, lane }, { summary }) {
    requireNoHostPath(summary, ctx, lane);
    throw new MaestroError('tool.no-repair', 'This run repairs no review.', {
      remedy: 'Use issue_review_handoff for new work.',
    });
  },

  async issue_terminal_finalize(_bench, { path }) {
    return {
      told: `Finalized: ${oneLine(path, 100)}. End your turn now.`,
      effect: { kind: 'finalize', path },
    };
  },
};

function notHere(tool: string): MaestroError {
  return new MaestroError('tool.unknown', `This tracker cannot do what ${tool} asks for.`, {
    remedy: 'Use the other tools.',
  });
}
