import type { Liquid } from 'liquidjs';
import type { Problem } from '../reading/problems.ts';
import type { TrackerIssue } from '../trackers/tracker.ts';
import { scopeOf, templateEngine, templateFault } from '../workflow/template-engine.ts';
import type { Workflow } from '../workflow/types.ts';
import { everyBranchEngine } from './every-branch.ts';

/** An issue that has everything. */
const WHOLE: TrackerIssue = {
  id: 'sample-id',
  identifier: 'APP-1',
  title: 'A sample',
  description: 'What is to be done.',
  state: 'Todo',
  priority: 2,
  labels: ['bug', 'maestro'],
  assigneeId: 'somebody',
  nativeRef: {},
  dispatchable: true,
  blockers: [{ id: 'other-id', identifier: 'APP-2', state: 'Done' }],
  url: 'https://tracker.example/APP-1',
  branchName: 'app-1-a-sample',
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-02T00:00:00Z',
};
/** What an issue may lack. */
const BARE: TrackerIssue = {
  ...WHOLE,
  description: '',
  priority: null,
  labels: [],
  assigneeId: null,
  blockers: [],
  url: '',
  branchName: null,
  createdAt: '',
  updatedAt: '',
};

/**
 * What is wrong with a YAML workflow's template: it is parsed, rendered for sample issues in the first attempt and in the one
 * after it, and once more with every branch taken, so that what stands in a rare branch is looked at, too.
 */
export async function templateProblems(workflow: Workflow): Promise<Problem[]> {
  const { body, bodyLine, specification } = workflow;
  if (specification === null || body === '') return [];
  const found = new Map<string, Problem>();
  const look = async (engine: Liquid, issue: TrackerIssue, attempt: number): Promise<void> => {
    try {
      await engine.parseAndRender(body, scopeOf({ issue, attempt }));
    } catch (cause) {
      const { line, words } = templateFault(cause);
      const at = bodyLine + (line ?? 1) - 1;
      const message = `The template cannot be rendered: ${words}.`;
      found.set(`${at} ${message}`, {
        severity: 'error',
        code: 'workflow.bad-template',
        message,
        line: at,
      });
    }
  };
  const engine = await templateEngine();
  const issues = samples(workflow);
  for (const issue of issues) for (const attempt of [1, 2]) await look(engine, issue, attempt);
  // Of a template that is broken already it tells nothing new.
  if (found.size === 0) await look(await everyBranchEngine(), issues[0] ?? WHOLE, 2);
  return [...found.values()];
}

/** Issues that differ in what templates ask for. */
function samples({ tracker }: Workflow): TrackerIssue[] {
  const refs: TrackerIssue['nativeRef'] =
    tracker.provider === 'github' ? { repository: 'octo/app', number: 1, node_id: 'x' } : { issue_id: 'x' };
  const whole = { ...WHOLE, nativeRef: refs };
  const unseen = { id: null, identifier: null, state: null };
  return [
    whole,
    { ...BARE, nativeRef: refs },
    { ...whole, blockers: [unseen] },
    ...tracker.activeStates.slice(0, 20).map((state) => ({ ...whole, state })),
    ...[1, 3, 4].map((priority) => ({ ...whole, priority })),
    { ...whole, labels: tracker.requiredLabels.map((label) => label.toLowerCase()) },
  ];
}
