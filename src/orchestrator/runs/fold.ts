import { addUsage, NO_USAGE } from '../../runner/agents/agent.ts';
import { DECIDED, type FailureFact, type StampedRunEvent, type ToolEffect } from './events.ts';
import { isExcused } from './excused.ts';
import type { Run } from './run.ts';

type Change = Partial<Run>;
type EventOf<T extends StampedRunEvent['type']> = Extract<StampedRunEvent, { type: T }>;

/** What every attempt begins with. */
const NEW_ATTEMPT = {
  phase: 'leased',
  thread: null,
  turns: 0,
  turnOpen: false,
  disposition: null,
  effects: [],
  comments: 0,
  handoff: null,
  validation: null,
  failure: null,
  retryAt: null,
  writtenBack: [],
  writeBackFailures: 0,
  writeBackProblem: null,
} satisfies Change;

/** What an empty journal says; its `facts.id` is empty until `created` gives one. */
export const NOTHING: Run = {
  facts: {
    id: '',
    configId: '',
    issue: { id: '', identifier: '', title: '', url: '', state: '' },
    project: null,
    lane: { name: '', branch: null },
    maxAttempts: 0,
    workflowHash: '',
    transport: '',
  },
  ...NEW_ATTEMPT,
  issuesMade: [],
  lastFailure: null,
  retryThread: null,
  own: { state: null, attention: false },
  decided: null,
  createdAt: '',
  updatedAt: '',
  holder: null,
  attempt: 0,
  excused: 0,
  attemptStartedAt: null,
  turnsInAll: 0,
  pullUrl: null,
  usage: NO_USAGE,
  lastActivityAt: '',
  lastProtocolAt: null,
  events: 0,
  lastEventType: null,
  closed: null,
  endedAt: null,
};

/** The state after one more event. Pure. */
export function applyRun(state: Run, event: StampedRunEvent): Run {
  return {
    ...state,
    // What has ended stays ended, whatever is journaled after it.
    ...(state.closed && event.type !== 'released' ? {} : changeOf(state, event)),
    updatedAt: event.at,
    lastActivityAt: event.at,
    events: state.events + 1,
    lastEventType: event.type === 'agent' ? `agent.${event.event.kind}` : event.type,
  };
}

function changeOf(state: Run, event: StampedRunEvent): Change {
  switch (event.type) {
    case 'created':
      return state.facts.id === '' ? { facts: event.run, createdAt: event.at } : {};
    case 'leased':
      return { holder: { pid: event.pid, released: null } };
    case 'released':
      return { holder: state.holder && { ...state.holder, released: event.reason } };
    case 'attempt_started':
      return { ...NEW_ATTEMPT, attempt: event.attempt, attemptStartedAt: event.at };
    case 'workspace_ready':
      return { phase: 'workspace_ready' };
    case 'thread_started':
      return { phase: 'running', thread: { id: event.threadId, model: event.model } };
    case 'turn_started':
      return {
        phase: 'running',
        turns: event.turn,
        turnsInAll: state.turnsInAll + 1,
        turnOpen: true,
        disposition: null,
        effects: [],
        handoff: null,
      };
    case 'agent':
      return {
        lastProtocolAt: event.at,
        ...(event.event.kind === 'usage' ? { usage: addUsage(state.usage, event.event.usage) } : {}),
      };
    case 'left_out':
      return { lastProtocolAt: event.at };
    case 'tool_called':
      if (event.code === DECIDED) return { decided: event.answer };
      return event.effect ? afterTool(state, event.effect) : {};
    case 'turn_finished':
      return turnFinished(state, event);
    case 'hook':
    case 'notice':
      return {};
    case 'validated':
      return { validation: event.validation };
    case 'succeeding':
      return { phase: 'succeeding', pullUrl: event.pull.url, writtenBack: [], writeBackFailures: 0 };
    case 'attempt_failed':
      return {
        phase: event.retryAt === null ? 'failing' : 'retry_wait',
        excused: state.excused + (isExcused(event.failure.errorClass) ? 1 : 0),
        turnOpen: false,
        failure: event.failure,
        ...afterFailure(state, event.failure),
        retryAt: event.retryAt,
        writtenBack: [],
        writeBackFailures: 0,
      };
    case 'attempt_ended':
      return {
        phase: 'retry_wait',
        turnOpen: false,
        retryAt: event.nextAt,
        lastFailure: null,
        retryThread: null,
      };
    case 'written_back':
      return {
        writtenBack: [...state.writtenBack, event.step],
        writeBackFailures: 0,
        writeBackProblem: null,
        retryAt: null,
      };
    case 'write_back_failed': {
      const { step, code, message, retryAt } = event;
      const writeBackFailures = state.writeBackFailures + 1;
      return { writeBackProblem: { step, code, message }, writeBackFailures, retryAt };
    }
    case 'closed':
      return {
        phase: 'closed',
        turnOpen: false,
        retryAt: null,
        closed: { how: event.how, reason: event.reason },
        endedAt: event.at,
      };
  }
}

/** What is known of a failure when the next attempt begins, which forgets the rest. */
function afterFailure({ validation, thread }: Run, { errorClass, message }: FailureFact): Change {
  const failed = validation?.passed === false ? validation.commands.at(-1) : undefined;
  return {
    lastFailure: { message, output: failed?.outputTail.trim() || null },
    // It knows what it has made; after any other failure the thread itself may be what is wrong.
    retryThread: errorClass === 'validation.failed' ? (thread?.id ?? null) : null,
  };
}

function afterTool(state: Run, effect: ToolEffect): Change {
  const effects = [...state.effects, effect];
  switch (effect.kind) {
    case 'comment':
      return { effects, comments: state.comments + (effect.start ? 0 : 1) };
    case 'transition':
      return { effects, own: { ...state.own, state: effect.state } };
    case 'attention':
      return { effects, own: { ...state.own, attention: true } };
    case 'issue': {
      const { marker, identifier } = effect;
      const isKnown = state.issuesMade.some((one) => one.marker === marker);
      return {
        effects,
        issuesMade: isKnown ? state.issuesMade : [...state.issuesMade, { marker, identifier }],
      };
    }
    case 'published':
      return { effects, pullUrl: effect.url };
    case 'handoff': {
      const { kind: _kind, ...handoff } = effect;
      return { effects, handoff, pullUrl: effect.url };
    }
    default:
      return { effects };
  }
}

function turnFinished(_state: Run, event: EventOf<'turn_finished'>): Change {
  const { disposition } = event;
  return {
    turnOpen: false,
    disposition,
    ...(disposition === 'review_handoff' ? { phase: 'validating' } : {}),
  };
}
