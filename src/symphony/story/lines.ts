import { oneLine, plural } from '../../platform/text.ts';
import { gateWords } from '../../runner/documents/gate-words.ts';
import { leftOutWords } from '../../runner/workspace/left-out-words.ts';
import { budgetsLine, warningWords } from '../budget/words.ts';
import type { Contribution } from '../contribution.ts';
import type { JournalEvent } from '../journal/events.ts';
import { agentLines } from './agent-lines.ts';
import { INDENT, type Pen } from './pen.ts';
import { sandboxWords } from './sandbox-words.ts';
import { taskNumber } from './task-numbers.ts';

/**
 * The lines that a journal event adds to the story of a run; most events add one, some none.
 * `after` is the state with the event folded in.
 */
export function storyLines(event: JournalEvent, after: Contribution, pen: Pen): string[] {
  const line = (label: string, text: string): string[] => [`${pen.look('bold', label.padEnd(10))}${text}`];
  const bad = (label: string, text: string): string[] => line(label, pen.look('red', text));
  switch (event.type) {
    case 'created':
      return [
        ...line(
          'issue',
          `${event.start.slug} #${event.start.issue.number} ${oneLine(event.start.issue.title)} · ${plural(event.start.documents.length, 'document')}`,
        ),
        ...sandboxWords(event.start.sandbox).flatMap((words) => bad('sandbox', words)),
        ...(budgetsLine(event.start.budgets) ? line('budget', budgetsLine(event.start.budgets) ?? '') : []),
      ];
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
      return line('claim', pen.look('green', 'the issue is yours'));
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
        `${taskNumber(after, event) ?? '?'}/${after.tasks.total} ${oneLine(event.text, 120)}${event.attempt > 1 ? ` (try ${event.attempt})` : ''}${event.steers?.length ? ' (with your words)' : ''}`,
      );
    case 'agent':
      return agentLines(event.event, pen);
    case 'turn_finished':
      return event.error ? bad('turn', `${event.error.kind}: ${oneLine(event.error.message)}`) : [];
    case 'task_finished':
      return event.outcome === 'done'
        ? [
            `${INDENT}${pen.look('green', '✓ done')}${event.commit ? pen.look('dim', ` ${event.commit.slice(0, 7)}`) : ''}`,
          ]
        : [`${INDENT}${pen.look('yellow', '– left unfinished')}`];
    case 'brought_home':
      return event.words.flatMap((words) => line('git', pen.look('yellow', oneLine(words, 400))));
    case 'left_out':
      return event.paths.flatMap((path) => line('left out', pen.look('yellow', leftOutWords(path))));
    case 'pushed':
      return line('push', `${event.sha.slice(0, 7)} to ${after.claim?.branch ?? 'the branch'}`);
    case 'halted':
      return bad('halt', `${event.file}:${event.line} ${oneLine(event.reason)}`);
    case 'gated':
      return bad('gate', `${event.file}:${event.line} ${oneLine(gateWords(event), 400)}`);
    case 'paused':
      return line('paused', `${event.message}${event.until ? ` (until ${event.until})` : ''}`);
    case 'resumed':
      return line('resumed', '');
    case 'steer':
      return line('you', oneLine(event.text, 2_000));
    case 'steer_taken':
      return [`${INDENT}${pen.look('dim', 'the agent has it')}`];
    case 'request':
      return line('request', event.kind);
    case 'budget_warning':
      return line('budget', pen.look('yellow', warningWords(event)));
    case 'budgets_changed':
      return line('budget', budgetsLine(after.budgets) ?? 'none');
    case 'notice':
      return line('note', `${oneLine(event.message, 400)} ${pen.look('dim', `[${event.code}]`)}`);
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
      return [
        ...line(
          'changes',
          `${plural(event.diff.files, 'file')}, +${event.diff.insertions} -${event.diff.deletions}`,
        ),
        ...(after.models.length > 0 ? line('model', oneLine(after.models.join(', '), 400)) : []),
      ];
    case 'handed_over':
      return line(
        'hand-over',
        pen.look('green', `pull request #${after.claim?.pull?.number ?? ''} is ready for review`),
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
