import { gateWords } from '../../runner/documents/gate-words.ts';
import { changeBudgets } from '../budget/budgets.ts';
import { warningWords } from '../budget/words.ts';
import type { Contribution, Phase } from '../contribution.ts';
import { isEnded } from '../states.ts';
import type { JournalEvent } from './events.ts';
import { activityAfter } from './fold/activity.ts';
import { begin, NOTHING } from './fold/begin.ts';
import {
  addTasks,
  changeDocument,
  changeTask,
  copyDocuments,
  rest,
  startDocument,
} from './fold/documents.ts';
import { addSteer, giveSteers, returnSteers, settleSteers } from './fold/steers.ts';
import { addWork, beginTurn, breakOffTurn, endTurn, hearAgent, hearModel } from './fold/turns.ts';

const MAX_NOTICES = 50;

type Change = Partial<Contribution>;
type EventOf<T extends JournalEvent['type']> = Extract<JournalEvent, { type: T }>;

/** The state after a whole journal. Any sequence of events has one; its `id` is empty when `created` is missing. */
export function fold(events: Iterable<JournalEvent>): Contribution {
  return applyAll(undefined, [...events]);
}

/** The state after one more event (`undefined`: before the first). Pure: the old state is left as it was. */
export function apply(state: Contribution | undefined, event: JournalEvent): Contribution {
  return applyAll(state, [event]);
}

/** As `apply`, for many at once: one copy of the state for all of them, and only the last activity is put into words. */
export function applyAll(state: Contribution | undefined, events: readonly JournalEvent[]): Contribution {
  const after = { ...(state ?? NOTHING) };
  for (const event of events) {
    Object.assign(after, changeOf(after, event));
    after.updatedAt = event.at;
    after.events++;
  }
  for (let at = events.length - 1; at >= 0; at--) {
    const activity = activityAfter(events[at] as JournalEvent);
    if (activity === undefined) continue;
    after.activity = activity;
    break;
  }
  return after;
}

function changeOf(state: Contribution, event: JournalEvent): Change {
  switch (event.type) {
    case 'created':
      // A second one (never written by us) must not wipe out what the journal has told since.
      return state.id === '' ? { ...begin(event.start, event.at), events: state.events } : {};
    case 'engine_started':
      return { ...standStill(state), engine: { pid: event.pid, startedAt: event.at, stopped: null } };
    case 'engine_stopped':
      return {
        ...standStill(state),
        engine: state.engine ? { ...state.engine, stopped: event.reason } : null,
      };
    case 'claim_started': {
      const { type: _type, v: _v, seq: _seq, at: _at, ...facts } = event;
      return { ...enter(state, 'claiming'), claim: { ...facts, sha: null, pull: null, confirmed: false } };
    }
    case 'branch_created':
      return { claim: state.claim ? { ...state.claim, sha: event.sha } : null };
    case 'pr_opened':
      return { claim: state.claim ? { ...state.claim, pull: event.pull } : null, pullState: 'open' };
    case 'claim_confirmed':
      return {
        ...enter(state, 'preparing'),
        claim: state.claim ? { ...state.claim, confirmed: true } : null,
      };
    case 'claim_lost':
      return claimLost(state, event);
    case 'clone_started':
      return { ...enter(state, 'preparing'), clone: { dir: event.dir, ready: false, removed: false } };
    case 'clone_ready':
      return { ...enter(state, 'preparing'), clone: { dir: event.dir, ready: true, removed: false } };
    case 'clone_removed':
    case 'clone_restored':
      return {
        clone: state.clone ? { ...state.clone, removed: event.type === 'clone_removed' } : null,
      };
    case 'documents_copied':
      return copyDocuments(state.documents, event.files);
    case 'run_started':
      return enter(state, 'running');
    case 'run_finished':
      return { ...enter(state, 'finishing'), ...standStill(state), diff: event.diff };
    case 'document_started':
      return changeDocument(state, event.document, (document) => startDocument(document, event.tasks));
    case 'document_skipped':
      return changeDocument(state, event.document, (document) => ({ ...document, state: 'skipped' }));
    case 'tasks_added':
      return changeDocument(state, event.document, (document) => addTasks(document, event.tasks));
    case 'document_finished':
      return documentFinished(state, event);
    case 'turn_started':
      return turnStarted(state, event);
    case 'agent':
      return { ...hearAgent(state, event.event, event.at), ...hearModel(state, event.event) };
    case 'turn_finished':
      return turnFinished(state, event);
    case 'task_finished':
      return taskFinished(state, event);
    case 'brought_home':
      return noticed(state, 'workspace.brought-home', event.words.join(' '));
    case 'left_out':
      return { leftOut: [...state.leftOut, ...event.paths].slice(0, MAX_NOTICES) };
    case 'pushed':
      return { pushedSha: event.sha };
    case 'halted':
      return trouble(state, {
        code: 'run.halted',
        message: `A halt marker in ${event.file}, line ${event.line}, stopped the run: ${event.reason}`,
        remedy: 'Remove the marker from the working copy, then resume.',
      });
    case 'gated':
      return trouble(state, {
        code: 'run.gate',
        message: `A person is asked for in ${event.file}, line ${event.line}: ${gateWords(event)}`,
        remedy:
          'Look at it and resume: that lets the run go past this place. What you did yourself, tick in that file before.',
      });
    case 'paused': {
      if (isEnded(state.state)) return standStill(state);
      const { reason, message, until } = event;
      return { ...standStill(state), state: 'paused', paused: { reason, message, until }, problem: null };
    }
    case 'resumed':
      return state.state === 'failed' ? again() : enter(state, state.phase);
    case 'needs_attention':
      return trouble(state, errorOf(event));
    case 'budgets_changed':
      return { budgets: changeBudgets(state.budgets, event.budgets) };
    case 'budget_warning': {
      const { budget, limit, day } = event;
      return {
        ...noticed(state, 'budget.warning', warningWords(event)),
        budgetWarnings: [...state.budgetWarnings, { budget, limit, day }].slice(-MAX_NOTICES),
      };
    }
    case 'steer':
      return addSteer(state, event);
    case 'steer_taken':
      return giveSteers(state, [event.id]);
    case 'notice':
      return noticed(state, event.code, event.message);
    case 'finalize_started':
      return { ...enter(state, 'finishing'), finalizing: true };
    case 'handed_over':
      return {
        ...enter(state, 'ready_for_review'),
        ...withDraft(state, false),
        pushedSha: event.sha,
        handedOverAt: state.handedOverAt ?? event.at,
        pullState: 'open',
      };
    case 'pr_observed':
      return pullObserved(state, event);
    case 'undo_started':
      return { ...standStill(state), undoing: errorOf(event) };
    case 'cancel_started':
      return {
        cancelling: {
          removeClone: event.removeClone,
          ...(event.loseUnsaved === undefined ? {} : { loseUnsaved: event.loseUnsaved }),
        },
      };
    case 'cancelled':
      return { ...end(state, 'cancelled', event.at), left: event.left, cancelling: null, undoing: null };
    case 'failed':
      return {
        ...end(state, 'failed', event.at, errorOf(event)),
        left: event.left,
        cancelling: null,
        undoing: null,
      };
    case 'clone_progress':
    case 'tasks_changed':
    case 'request':
    case 'undone':
      return {};
  }
}

function noticed(state: Contribution, code: string, message: string): Change {
  return { notices: [...state.notices, { code, message }].slice(-MAX_NOTICES) };
}

/** Into a phase, out of any pause or trouble. What has ended stays ended. */
function enter(state: Contribution, phase: Phase): Change {
  return isEnded(state.state) ? {} : { state: phase, phase, paused: null, problem: null };
}

/** Into an end. A merge is the last word: nothing that is journaled after it takes it back. */
function end(
  state: Contribution,
  into: 'merged' | 'closed' | 'cancelled' | 'failed' | 'claim_lost',
  at: string,
  problem: Contribution['problem'] = null,
): Change {
  if (state.state === 'merged') return standStill(state);
  return { ...standStill(state), state: into, paused: null, problem, endedAt: at };
}

/** A failed one is tried again: what was made before was undone, so it begins with a new claim. */
function again(): Change {
  return {
    state: 'claiming',
    phase: 'claiming',
    problem: null,
    endedAt: null,
    claim: null,
    clone: null,
    pullState: null,
    left: [],
  };
}

function errorOf({
  code,
  message,
  remedy,
}: EventOf<'failed' | 'needs_attention' | 'undo_started'>): Contribution['problem'] {
  return { code, message, remedy };
}

/** Nothing is under way: the turn is closed and no task runs. */
function standStill(state: Contribution): Change {
  return { ...breakOffTurn(state), ...returnSteers(state), documents: rest(state.documents) };
}

function trouble(state: Contribution, problem: Contribution['problem']): Change {
  if (isEnded(state.state)) return standStill(state);
  return { ...standStill(state), state: 'needs_attention', paused: null, problem };
}

function turnStarted(state: Contribution, event: EventOf<'turn_started'>): Change {
  const { document, task, text, attempt, at } = event;
  const documents = rest(state.documents);
  return {
    ...enter(state, 'running'),
    ...beginTurn(state, { document, task, attempt, startedAt: at }),
    ...giveSteers({ ...state, ...returnSteers(state) }, event.steers ?? []),
    ...changeDocument({ ...state, documents }, document, (view) => ({
      ...changeTask(view, task, text, (old) => ({ ...old, state: 'running', attempts: attempt })),
      state: 'running',
    })),
  };
}

function turnFinished(state: Contribution, event: EventOf<'turn_finished'>): Change {
  return {
    ...endTurn(state, event),
    ...(event.outcome === 'completed' ? settleSteers(state) : returnSteers(state)),
    sessionId: event.sessionId ?? state.sessionId,
    ...changeDocument(state, event.document, (document) =>
      changeTask(document, event.task, event.task, (task) =>
        task.state === 'running' ? { ...task, state: 'open' } : task,
      ),
    ),
  };
}

function taskFinished(state: Contribution, event: EventOf<'task_finished'>): Change {
  const { document, task: key, text, outcome, commit, at } = event;
  const old = state.documents[document]?.tasks.find((task) => task.key === key);
  const counts = outcome === 'done' && !(old?.state === 'done' && !old.doneBefore);
  return {
    work: counts ? addWork(state.work, at, { tasks: 1 }) : state.work,
    ...changeDocument(state, document, (view) =>
      changeTask(view, key, text, (task) => ({ ...task, state: outcome, commit, doneBefore: false })),
    ),
  };
}

function documentFinished(state: Contribution, { document, at }: EventOf<'document_finished'>): Change {
  const counts = state.documents[document] && state.documents[document].state !== 'finished';
  return {
    work: counts ? addWork(state.work, at, { documents: 1 }) : state.work,
    ...changeDocument(state, document, (view) => ({ ...view, state: 'finished' })),
  };
}

function claimLost(state: Contribution, { winner, at }: EventOf<'claim_lost'>): Change {
  return end(state, 'claim_lost', at, {
    code: 'claim.lost',
    message: `Pull request #${winner.number} by ${winner.author} was first: ${winner.url}`,
    remedy: 'Choose another issue; this one is being worked on.',
  });
}

function pullObserved(state: Contribution, event: EventOf<'pr_observed'>): Change {
  const seen: Change = { ...withDraft(state, event.draft), pullState: event.state };
  if (event.state === 'merged')
    return { ...seen, ...end(state, 'merged', event.at), mergedAt: state.mergedAt ?? event.at };
  // What the user cancelled or what failed keeps its own word for the end, however the pull request fares.
  if (event.state === 'closed')
    return isEnded(state.state) ? seen : { ...seen, ...end(state, 'closed', event.at) };
  return state.state === 'closed' ? { ...seen, state: state.phase, endedAt: null } : seen;
}

function withDraft(state: Contribution, draft: boolean): Change {
  const { claim } = state;
  return claim?.pull ? { claim: { ...claim, pull: { ...claim.pull, draft } } } : {};
}
