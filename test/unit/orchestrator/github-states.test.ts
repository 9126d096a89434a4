import { describe, expect, test } from 'vitest';
import {
  reasonFor,
  type StateFacts,
  type StateNames,
  stateInLabel,
  stateOf,
} from '../../../src/orchestrator/trackers/github/states.ts';

const NAMES: StateNames = {
  prefix: 'state:',
  startableStates: ['Todo'],
  activeStates: ['Todo', 'In Progress', 'Rework'],
  terminalStates: ['Done', 'Canceled', 'Duplicate'],
  inProgressState: 'In Progress',
  successState: 'In Review',
  failureState: 'Todo',
};
const open = (...labels: string[]): StateFacts => ({ state: 'open', reason: null, labels });
const closed = (reason: StateFacts['reason'], ...labels: string[]): StateFacts => ({
  state: 'closed',
  reason,
  labels,
});

describe('stateOf', () => {
  test.each<[StateFacts, string]>([
    [open(), 'Open'],
    [open('bug', 'states'), 'Open'],
    [open('state:todo'), 'Todo'],
    [open('STATE: In-Progress'), 'In Progress'],
    [open('state:in_review'), 'In Review'],
    [open('state:Waiting for Ann'), 'Waiting for Ann'],
    [open('state:done'), 'Done'],
    [open('state:'), 'Open'],
    [closed('completed'), 'Done'],
    [closed(null), 'Done'],
    [closed('not_planned'), 'Canceled'],
    [closed('duplicate'), 'Duplicate'],
    [closed('completed', 'state:in progress'), 'Done'],
    [closed('completed', 'state:todo', 'state:canceled'), 'Canceled'],
  ])('%j is in %s', (facts, state) => {
    expect(stateOf(facts, NAMES)).toBe(state);
  });

  test.each([
    ['Todo', 'In Progress', 'In Progress'],
    ['In Progress', 'In Review', 'In Review'],
    ['In Progress', 'Todo', 'In Progress'],
    ['In Review', 'Rework', 'In Review'],
    ['In Review', 'Done', 'Done'],
    ['In Progress', 'Blocked by hand', 'Blocked by hand'],
    ['Todo', 'Rework', 'Rework'],
  ])('stopped between %s and %s it is in %s, in whatever order the labels come', (from, to, state) => {
    expect(stateOf(open(`state:${from}`, `state:${to}`), NAMES)).toBe(state);
    expect(stateOf(open(`state:${to}`, `state:${from}`), NAMES)).toBe(state);
  });

  test.each([
    [['Shipped', 'Not planned'], 'completed', 'Shipped'],
    [['Shipped', 'Not planned'], 'not_planned', 'Not planned'],
    [['Shipped'], 'duplicate', 'Shipped'],
    [[], 'completed', 'Closed'],
  ] as const)('with the terminal states %j a closed one (%s) is in %s', (terminalStates, reason, state) => {
    expect(stateOf(closed(reason), { ...NAMES, terminalStates: [...terminalStates] })).toBe(state);
  });
});

test.each([
  ['Done', 'completed'],
  ['Shipped', 'completed'],
  ['Canceled', 'not_planned'],
  ['cancelled', 'not_planned'],
  ["Won't do", 'not_planned'],
  ['Not-planned', 'not_planned'],
  ['Duplicate', 'duplicate'],
])('%s closes as %s', (state, reason) => {
  expect(reasonFor(state)).toBe(reason);
});

test.each([
  ['state:todo', 'state:', 'todo'],
  ['State: In Progress ', 'state:', 'In Progress'],
  ['status/todo', 'status/', 'todo'],
  ['todo', 'state:', null],
  ['state:', 'state:', null],
])('%j with the prefix %j says %j', (label, prefix, state) => {
  expect(stateInLabel(label, prefix)).toBe(state);
});
