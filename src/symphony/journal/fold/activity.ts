import { oneLine } from '../../../platform/text.ts';
import type { AgentEvent } from '../../../runner/agents/agent.ts';
import type { JournalEvent } from '../events.ts';

/**
 * What an event says is being done now: one line safe to show, null when nothing is, undefined when the event
 * does not tell.
 */
export function activityAfter(event: JournalEvent): string | null | undefined {
  switch (event.type) {
    case 'claim_started':
      return oneLine(`Claiming: branch ${event.branch} in ${event.head}`);
    case 'branch_created':
      return 'Claiming: opening the draft pull request';
    case 'pr_opened':
      return 'Claiming: looking whether somebody was first';
    case 'clone_started':
      return 'Cloning';
    case 'clone_progress':
      return oneLine(`Cloning: ${event.stage} ${Math.round(event.percent)} %`);
    case 'clone_ready':
      return 'Copying the documents';
    case 'turn_started':
      return oneLine(event.text);
    case 'agent':
      return agentActivity(event.event);
    case 'finalize_started':
      return 'Handing the pull request over';
    case 'cancel_started':
      return 'Cancelling';
    case 'undo_started':
      return 'Undoing what was begun';
    case 'created':
    case 'engine_started':
    case 'engine_stopped':
    case 'claim_confirmed':
    case 'claim_lost':
    case 'paused':
    case 'needs_attention':
    case 'halted':
    case 'gated':
    case 'run_finished':
    case 'handed_over':
    case 'cancelled':
    case 'failed':
      return null;
    default:
      return undefined;
  }
}

function agentActivity(event: AgentEvent): string | undefined {
  switch (event.kind) {
    case 'message':
      return oneLine(event.text) || undefined;
    case 'tool_call':
      return oneLine(`${event.name} ${event.argument}`);
    case 'file_change':
      return oneLine(`${event.change} ${event.path}`);
    case 'error':
      return oneLine(event.message);
    default:
      return undefined;
  }
}
