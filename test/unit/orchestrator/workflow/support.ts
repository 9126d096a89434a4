import type { TrackerIssue } from '../../../../src/orchestrator/trackers/tracker.ts';
import type { PromptFacts } from '../../../../src/orchestrator/workflow/facts.ts';

/** An issue whose text tries to look like something else. */
export const ISSUE: TrackerIssue = {
  id: 'i',
  identifier: 'ENG-1',
  title: 'T',
  description: 'Text with ``` fences\n# and headings',
  state: 'Todo',
  priority: null,
  labels: [],
  assigneeId: null,
  nativeRef: {},
  dispatchable: true,
  blockers: [],
  url: 'https://l/ENG-1',
  branchName: null,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
};

/** What its prompt is made of. */
export const FACTS: PromptFacts = {
  issue: ISSUE,
  runId: 'run-1',
  attempt: 1,
  startedAt: 'now',
  workspacePath: 'ENG-1',
  transport: 'stdio://',
  branch: 'x/app-eng-1',
  turn: 1,
  maxTurns: 1,
  lastFailure: null,
};
