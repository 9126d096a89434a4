import { NO_USAGE } from '../../../runner/agents/agent.ts';
import { DEFAULT_TURN_MINUTES, NO_BUDGETS } from '../../budget/budgets.ts';
import type { Contribution } from '../../contribution.ts';
import type { StartFacts } from '../events.ts';

const NO_START: StartFacts = {
  id: '',
  name: '',
  slug: '',
  webUrl: '',
  apiUrl: '',
  issue: { number: 0, title: '', url: '' },
  documents: [],
  agent: '',
  model: null,
  dir: null,
  freshContext: 'task',
  finalize: 'ask',
  sandbox: 'workspace-write',
  budgets: NO_BUDGETS,
  turnMinutes: DEFAULT_TURN_MINUTES,
  user: { login: '', id: 0 },
};

/** What an empty journal says; its `id` is empty until the `created` event gives one. */
export const NOTHING: Contribution = begin(NO_START, '');

/** A contribution at its first moment. */
export function begin(start: StartFacts, at: string): Contribution {
  return {
    id: start.id,
    start,
    state: 'claiming',
    phase: 'claiming',
    createdAt: at,
    updatedAt: at,
    engine: null,
    paused: null,
    problem: null,
    claim: null,
    clone: null,
    documents: start.documents.map((document) => ({
      ...document,
      file: null,
      state: 'waiting',
      tasks: [],
      taskCount: 0,
    })),
    tasks: { done: 0, unfinished: 0, total: 0 },
    usage: NO_USAGE,
    unpricedTokens: 0,
    budgets: start.budgets,
    budgetWarnings: [],
    steers: [],
    turn: null,
    work: [],
    workedMs: 0,
    activity: null,
    sessionId: null,
    models: [],
    diff: null,
    pushedSha: null,
    finalizing: false,
    handedOverAt: null,
    pullState: null,
    mergedAt: null,
    endedAt: null,
    cancelling: null,
    undoing: null,
    left: [],
    leftOut: [],
    notices: [],
    events: 0,
  };
}
