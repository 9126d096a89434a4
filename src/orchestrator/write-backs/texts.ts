import { oneLine } from '../../platform/text.ts';
import { WITHHELD } from '../attempt/failure.ts';
import { withoutHostPath } from '../tools/host-paths.ts';
import type { FailureFact } from '../runs/events.ts';

/** The facts of a finished run that reviewers read. */
export interface Completion {
  runId: string;
  attempt: number;
  finishedAt: string;
  branch: string;
  prUrl: string;
  workspacePath: string;
  validationResult: string;
  summary: string;
}

/** The facts of a run that waits for a person. */
export interface Failure extends FailureFact {
  runId: string;
  attempt: number;
  failedAt: string;
  workspacePath: string;
  /** The label that could not be put on the issue; null when it is there. */
  missingLabel: string | null;
}

/** The comment of a hand-off. */
export function completionComment(facts: Completion): string {
  return [
    '**Maestro: ready for review**',
    '',
    ...fields({
      run_id: facts.runId,
      attempt: facts.attempt,
      finished_at: facts.finishedAt,
      branch: facts.branch,
      pr_url: facts.prUrl,
      workspace_path: facts.workspacePath,
      validation_result: facts.validationResult,
    }),
    '',
    facts.summary.trim(),
  ].join('\n');
}

/** The comment of a run that failed for good or asked for a person; `places` are folders that it must not name. */
export function failureComment(facts: Failure, places: readonly string[] = []): string {
  const label = facts.missingLabel;
  const guard =
    label === null
      ? []
      : [
          '',
          `The label ${code(label)} could not be put on this issue, so it is only held back on the machine that runs Maestro. ${missingLabelRemedy(label)}`,
        ];
  return [
    '**Maestro: a person is needed**',
    '',
    ...fields({
      run_id: facts.runId,
      attempt: facts.attempt,
      failed_at: facts.failedAt,
      error_class: facts.errorClass,
      next_action: withoutHostPath(oneLine(facts.nextAction, 500), WITHHELD.nextAction, places),
      workspace_path: facts.workspacePath,
    }),
    '',
    withoutHostPath(oneLine(facts.message, 1_000), WITHHELD.message, places),
    ...guard,
  ].join('\n');
}

/** What a person does about a needs-attention label that the tracker does not have, or does not let us use. */
export function missingLabelRemedy(label: string): string {
  return `Create the label ${code(label)} in the tracker, where Maestro may use it: Maestro then puts it on the issue. Take it off to let Maestro try again.`;
}

function fields(values: Record<string, string | number>): string[] {
  return Object.entries(values).map(([name, value]) => `- ${name}: ${code(String(value))}`);
}

/** Inline code, whatever the value holds. */
function code(value: string): string {
  const text = oneLine(value, 2_000);
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}
