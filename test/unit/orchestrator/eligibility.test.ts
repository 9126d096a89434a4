import { expect, test } from 'vitest';
import { inOrder, whyNoLonger, whyNot } from '../../../src/orchestrator/eligibility.ts';
import type { TrackerIssue } from '../../../src/orchestrator/trackers/tracker.ts';
import { readWorkflow } from '../../../src/orchestrator/workflow/read.ts';

const { value: workflow } = await readWorkflow(
  '+++\nversion = 1\n[tracker]\nstartable_states = ["Todo", "Rework"]\nrequired_labels = ["ready"]\n[execution]\nmax_concurrent_agents = 2\nmax_concurrent_agents_by_state = { Rework = 1 }\n+++\n',
  '/r/WORKFLOW.md',
  {},
);
if (!workflow) throw new Error('unread');
const FREE = { leased: false, guard: null, running: [] };
const issue = (change: Partial<TrackerIssue> = {}): TrackerIssue => ({
  id: 'i',
  identifier: 'ENG-1',
  title: 'T',
  description: '',
  state: 'Todo',
  priority: null,
  labels: ['ready'],
  assigneeId: null,
  nativeRef: {},
  dispatchable: true,
  blockers: [],
  url: '',
  branchName: null,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
  ...change,
});

test.each<[string, Partial<TrackerIssue>, Partial<typeof FREE> & object, string | null]>([
  ['ready', {}, {}, null],
  ['another case', { state: 'todo', labels: ['READY'] }, {}, null],
  ['another state', { state: 'Backlog' }, {}, 'Backlog is not one to start in'],
  ['in progress', { state: 'In Progress' }, {}, 'is not one to start in'],
  ['a required label is missing', { labels: [] }, {}, 'lacks the label ready'],
  ['opted out', { labels: ['ready', 'maestro:manual-only'] }, {}, 'has the label maestro:manual-only'],
  ['waiting for a person', { labels: ['ready', 'maestro:needs-attention'] }, {}, 'maestro:needs-attention'],
  ['guarded', {}, { guard: { nextAction: 'Create the label.' } as never }, 'Create the label.'],
  ['blocked', { blockers: [{ id: 'b', identifier: 'ENG-0', state: 'Todo' }] }, {}, 'blocked by ENG-0'],
  ['blocked by what is done', { blockers: [{ id: 'b', identifier: 'ENG-0', state: 'done' }] }, {}, null],
  [
    'blocked by what cannot be seen',
    { blockers: [{ id: null, identifier: null, state: null }] },
    {},
    'cannot be seen',
  ],
  [
    'blocked, but not in Todo',
    { state: 'Rework', blockers: [{ id: 'b', identifier: 'ENG-0', state: 'Todo' }] },
    {},
    null,
  ],
  ['leased', {}, { leased: true }, 'taken by another process'],
  ['no slot', {}, { running: ['Todo', 'Todo'] as never }, 'no slot is free'],
  [
    'no slot for its state',
    { state: 'Rework' },
    { running: ['rework'] as never },
    'no slot is free for Rework',
  ],
])('%s', (_name, change, situation, reason) => {
  const why = whyNot(issue(change), workflow, { ...FREE, ...situation });
  if (reason === null) expect(why).toBeNull();
  else expect(why).toContain(reason);
});

test('a run goes on in active states only', () => {
  expect(whyNoLonger(issue({ state: 'In Progress' }), workflow)).toBeNull();
  expect(whyNoLonger(issue({ state: 'In Review' }), workflow)).toContain('not an active one');
  expect(whyNoLonger(issue({ labels: ['ready', 'maestro:manual-only'] }), workflow)).toContain('manual-only');
});

test('by priority, then age, then identifier', () => {
  const one = (identifier: string, priority: number | null, createdAt: string) => ({
    identifier,
    priority,
    createdAt,
  });
  const [day1, day2] = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'];
  const sorted = inOrder([
    one('E-9', null, day1),
    one('E-8', 4, day1),
    one('E-7', 1, day2),
    one('E-6', 1, day1),
    one('E-5', 0, day1),
    one('E-4', 1, day1),
  ]);
  expect(sorted.map(({ identifier }) => identifier)).toEqual(['E-4', 'E-6', 'E-7', 'E-8', 'E-5', 'E-9']);
});
