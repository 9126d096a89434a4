import { DEFAULT_TURN_MINUTES, NO_BUDGETS } from '../../src/symphony/budget/budgets.ts';
import type { Contribution } from '../../src/symphony/contribution.ts';
import type { EventBody, JournalEvent, StartFacts } from '../../src/symphony/journal/events.ts';
import { fold } from '../../src/symphony/journal/fold.ts';

export const USAGE = {
  inputTokens: 100,
  cachedInputTokens: 40,
  outputTokens: 10,
  reasoningTokens: 2,
  costUsd: 0.25,
};

/** What a user chose at the start, with changes. */
export function startFacts(change: Partial<StartFacts> = {}): StartFacts {
  return {
    id: 'abcdefgh',
    name: 'Symphony: octo/hello #7',
    slug: 'octo/hello',
    webUrl: 'https://github.com',
    apiUrl: 'https://api.github.com',
    issue: { number: 7, title: 'Greet people', url: 'https://github.com/octo/hello/issues/7' },
    documents: [
      { name: 'one.md', path: 'docs/one.md', external: false },
      { name: 'two.md', path: 'docs/two.md', external: false },
    ],
    agent: 'codex',
    model: null,
    dir: null,
    freshContext: 'task',
    finalize: 'ask',
    sandbox: 'workspace-write',
    budgets: NO_BUDGETS,
    turnMinutes: DEFAULT_TURN_MINUTES,
    user: { login: 'ada', id: 1 },
    ...change,
  };
}

/** Journal events from bodies: numbered, one second apart from `from` on; an `at` of its own may be given with a body. */
export function events(
  bodies: readonly (EventBody & { at?: string })[],
  from = '2026-03-01T10:00:00.000Z',
): JournalEvent[] {
  return bodies.map((body, seq) => ({
    v: 1,
    seq,
    at: new Date(Date.parse(from) + seq * 1_000).toISOString(),
    ...body,
  }));
}

export const created = (change: Partial<StartFacts> = {}): EventBody => ({
  type: 'created',
  start: startFacts(change),
  version: '0.1.0',
});

/** From the claim to its confirmation. */
export const CLAIM: readonly EventBody[] = [
  { type: 'engine_started', pid: 4242, version: '0.1.0' },
  {
    type: 'claim_started',
    head: 'octo/hello',
    headCloneUrl: 'https://github.com/octo/hello.git',
    baseCloneUrl: 'https://github.com/octo/hello.git',
    forked: false,
    branch: 'symphony/7-abcdefgh',
    baseBranch: 'main',
    baseSha: 'base',
    baseTreeSha: 'tree',
    author: { name: 'Ada', email: 'ada@example.com' },
    signOff: false,
  },
  { type: 'branch_created', sha: 'claim-sha' },
  {
    type: 'pr_opened',
    pull: { number: 12, nodeId: 'PR_12', url: 'https://github.com/octo/hello/pull/12', draft: true },
  },
  { type: 'claim_confirmed' },
];

/** From the clone to the beginning of the run. */
export const PREPARATION: readonly EventBody[] = [
  { type: 'clone_started', dir: '/home/ada/Maestro-Symphony/octo-hello' },
  { type: 'clone_progress', stage: 'receiving', percent: 41.6 },
  { type: 'clone_ready', dir: '/home/ada/Maestro-Symphony/octo-hello', partial: true, reused: false },
  {
    type: 'documents_copied',
    files: [
      { file: '.maestro/symphony/abcdefgh/one.md', tasks: 3, open: 2 },
      { file: '.maestro/symphony/abcdefgh/two.md', tasks: 1, open: 1 },
    ],
  },
  { type: 'run_started' },
];

/** One document with two open tasks and one ticked before, walked to its end. */
export const FIRST_DOCUMENT: readonly EventBody[] = [
  {
    type: 'document_started',
    document: 0,
    tasks: [
      { key: 'a', line: 1, text: 'Task A', done: false },
      { key: 'b', line: 2, text: 'Task B', done: false },
      { key: 'c', line: 3, text: 'Task C', done: true },
    ],
  },
  ...turn('a', 'Task A'),
  { type: 'task_finished', document: 0, task: 'a', text: 'Task A', outcome: 'done', commit: 'sha-a' },
  ...turn('b', 'Task B'),
  { type: 'task_finished', document: 0, task: 'b', text: 'Task B', outcome: 'unfinished', commit: null },
  { type: 'pushed', sha: 'sha-a' },
  { type: 'document_finished', document: 0, done: 1, unfinished: 1 },
];

/** The rest of a good run, up to the hand-over. */
export const HAND_OVER: readonly EventBody[] = [
  { type: 'document_skipped', document: 1, reason: 'nothing is open' },
  { type: 'run_finished', diff: { files: 2, insertions: 10, deletions: 3 } },
  { type: 'finalize_started' },
  { type: 'handed_over', sha: 'sha-a' },
  { type: 'engine_stopped', reason: 'done' },
];

/** A turn on a task of the first document, with two usage deltas that its end sums up. */
export function turn(task: string, text: string, attempt = 1): EventBody[] {
  const at = { document: 0, task };
  return [
    { type: 'turn_started', ...at, text, attempt, prompt: `Do ${text}` },
    { type: 'agent', ...at, event: { kind: 'started', sessionId: 's-1', model: null } },
    { type: 'agent', ...at, event: { kind: 'usage', usage: USAGE } },
    { type: 'agent', ...at, event: { kind: 'message', text: `Working on ${text}` } },
    { type: 'agent', ...at, event: { kind: 'usage', usage: USAGE } },
    {
      type: 'turn_finished',
      ...at,
      attempt,
      outcome: 'completed',
      ticked: true,
      sessionId: 's-1',
      usage: { inputTokens: 200, cachedInputTokens: 80, outputTokens: 20, reasoningTokens: 4, costUsd: 0.5 },
      durationMs: 3_000,
      error: null,
    },
  ];
}

/** A contribution that was handed over, with its journal's moments beginning at `from`. */
export function completed(change: Partial<StartFacts> = {}, from?: string): Contribution {
  return fold(events([created(change), ...CLAIM, ...PREPARATION, ...FIRST_DOCUMENT, ...HAND_OVER], from));
}
