import { oneLine, plural, stripControls, truncate } from '../../platform/text.ts';
import type { AgentEvent } from '../../runner/agents/agent.ts';
import type { Contribution } from '../../symphony/contribution.ts';
import type { JournalEvent } from '../../symphony/journal/events.ts';
import type { Terminal } from '../terminal.ts';
import { count } from './format.ts';

const INDENT = ' '.repeat(10);

/**
 * The lines that a journal event adds to the story of a run; most events add one, some none.
 * `after` is the state with the event folded in.
 */
export function progressLines(event: JournalEvent, after: Contribution, terminal: Terminal): string[] {
  const line = (label: string, text: string): string[] => [
    `${terminal.look('bold', label.padEnd(10))}${text}`,
  ];
  const bad = (label: string, text: string): string[] => line(label, terminal.look('red', text));
  switch (event.type) {
    case 'created':
      return line(
        'issue',
        `${event.start.slug} #${event.start.issue.number} ${oneLine(event.start.issue.title)} · ${plural(event.start.documents.length, 'document')}`,
      );
    case 'claim_started':
      return event.forked ? line('fork', `${event.head} (no push right to the project)`) : [];
    case 'branch_created':
      return line('claim', `branch ${after.claim?.branch ?? ''}`);
    case 'pr_opened':
      return line(
        'claim',
        `${event.pull.draft ? 'draft ' : ''}pull request #${event.pull.number} ${event.pull.url}`,
      );
    case 'claim_confirmed':
      return line('claim', terminal.look('green', 'the issue is yours'));
    case 'claim_lost':
      return bad(
        'claim',
        `lost to #${event.winner.number} by ${oneLine(event.winner.author)} ${event.winner.url}`,
      );
    case 'clone_ready':
      return line('clone', `${event.dir}${event.reused ? ' (reused)' : event.partial ? ' (partial)' : ''}`);
    case 'document_started':
      return line(
        'document',
        `${event.document + 1}/${after.documents.length} ${oneLine(after.documents[event.document]?.name ?? '')} · ${plural(event.tasks.length, 'task')}`,
      );
    case 'document_skipped':
      return line(
        'document',
        `${oneLine(after.documents[event.document]?.name ?? '')} skipped: ${event.reason}`,
      );
    case 'tasks_added':
      return line('tasks', `the agent added ${plural(event.tasks.length, 'task')}`);
    case 'turn_started':
      return line(
        'task',
        `${taskNumber(after, event.document, event.task)}/${after.tasks.total} ${oneLine(event.text, 120)}${event.attempt > 1 ? ` (try ${event.attempt})` : ''}`,
      );
    case 'agent':
      return agentLines(event.event, terminal);
    case 'turn_finished':
      return event.error ? bad('turn', `${event.error.kind}: ${oneLine(event.error.message)}`) : [];
    case 'task_finished':
      return event.outcome === 'done'
        ? [
            `${INDENT}${terminal.look('green', '✓ done')}${event.commit ? terminal.look('dim', ` ${event.commit.slice(0, 7)}`) : ''}`,
          ]
        : [`${INDENT}${terminal.look('yellow', '– left unfinished')}`];
    case 'pushed':
      return line('push', `${event.sha.slice(0, 7)} to ${after.claim?.branch ?? 'the branch'}`);
    case 'halted':
      return bad('halt', `${event.file}:${event.line} ${oneLine(event.reason)}`);
    case 'paused':
      return line('paused', `${event.message}${event.until ? ` (until ${event.until})` : ''}`);
    case 'resumed':
      return line('resumed', '');
    case 'request':
      return line('request', event.kind);
    case 'notice':
      return line('note', `${oneLine(event.message, 400)} ${terminal.look('dim', `[${event.code}]`)}`);
    case 'needs_attention':
    case 'failed':
      return [
        ...bad(
          event.type === 'failed' ? 'failed' : 'attention',
          `${oneLine(event.message, 400)} [${event.code}]`,
        ),
        ...(event.remedy ? [`${INDENT}${oneLine(event.remedy, 400)}`] : []),
      ];
    case 'run_finished':
      return line(
        'changes',
        `${plural(event.diff.files, 'file')}, +${event.diff.insertions} -${event.diff.deletions}`,
      );
    case 'handed_over':
      return line(
        'hand-over',
        terminal.look('green', `pull request #${after.claim?.pull?.number ?? ''} is ready for review`),
      );
    case 'pr_observed':
      return line('pull', event.state);
    case 'undone':
      return line('undone', event.what);
    case 'cancelled':
      return [...line('cancelled', ''), ...event.left.map((what) => `${INDENT}left: ${what}`)];
    default:
      return [];
  }
}

function taskNumber(after: Contribution, document: number, key: string): number {
  const before = after.documents
    .slice(0, document)
    .reduce((sum, { tasks, taskCount }) => sum + Math.max(tasks.length, taskCount), 0);
  const at = after.documents[document]?.tasks.findIndex((task) => task.key === key) ?? -1;
  return before + at + 1;
}

function agentLines(event: AgentEvent, terminal: Terminal): string[] {
  const dim = (text: string): string[] => [
    `${INDENT}${terminal.look('dim', truncate(text, Math.max(20, terminal.columns - 12)))}`,
  ];
  switch (event.kind) {
    case 'message':
      return stripControls(event.text)
        .split('\n')
        .filter((text) => text.trim() !== '')
        .slice(0, 12)
        .map((text) => `${INDENT}${truncate(text, 400)}`);
    case 'tool_call':
      return dim(`› ${oneLine(event.name, 40)} ${oneLine(event.argument, 160)}`);
    case 'file_change':
      return dim(`${event.change} ${oneLine(event.path, 160)}`);
    case 'needs_input':
      return [
        `${INDENT}${terminal.look('yellow', `asked: ${oneLine(event.question)} → ${oneLine(event.answered)}`)}`,
      ];
    case 'error':
      return [`${INDENT}${terminal.look('red', `${event.error}: ${oneLine(event.message, 300)}`)}`];
    case 'rate_limit':
      return event.usedPercent !== null && event.usedPercent >= 80
        ? dim(`provider limit ${count(event.usedPercent)} % used`)
        : [];
    default:
      return [];
  }
}
