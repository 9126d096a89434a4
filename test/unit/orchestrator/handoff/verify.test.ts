import { expect, test } from 'vitest';
import {
  type HandoffLane,
  type HandoffPull,
  handoffTarget,
  verifyHandoff,
} from '../../../../src/orchestrator/handoff/verify.ts';
import { MaestroError } from '../../../../src/platform/errors.ts';

const HEAD = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);
const URL = 'https://github.com/octo/hello/pull/7';
const lane: HandoffLane = {
  webUrl: 'https://github.com',
  repository: 'octo/hello',
  branch: 'x/app-eng-12',
  head: HEAD,
  validatedHead: null,
};
const pull: HandoffPull = {
  state: 'open',
  draft: false,
  headRef: 'x/app-eng-12',
  headRepo: 'octo/hello',
  headSha: HEAD,
};

/** The code of what is said against it; undefined when nothing is. */
function said(
  change: { lane?: Partial<HandoffLane>; pull?: Partial<HandoffPull>; url?: string } = {},
): string | undefined {
  try {
    verifyHandoff({ ...lane, ...change.lane }, change.url ?? URL, { ...pull, ...change.pull });
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    expect(error.remedy).toMatch(/\w/);
    return error.code;
  }
  return undefined;
}

test('the lane’s own pull request as it stands is good, before and after validation', () => {
  expect(said()).toBeUndefined();
  expect(said({ lane: { validatedHead: HEAD } })).toBeUndefined();
  expect(
    said({ pull: { headRepo: 'Octo/Hello' }, url: 'https://github.com/OCTO/hello/pull/7/' }),
  ).toBeUndefined();
});

test.each<[string, string, Parameters<typeof said>[0]]>([
  ['an address that is none', 'handoff.bad-url', { url: 'PR 7' }],
  ['another host', 'handoff.bad-url', { url: 'https://example.com/octo/hello/pull/7' }],
  ['an issue', 'handoff.bad-url', { url: 'https://github.com/octo/hello/issues/7' }],
  ['another repository', 'handoff.other-repository', { url: 'https://github.com/octo/other/pull/7' }],
  ['a fork', 'handoff.other-repository', { pull: { headRepo: 'mona/hello' } }],
  ['a deleted fork', 'handoff.other-repository', { pull: { headRepo: null } }],
  ['another branch', 'handoff.other-branch', { pull: { headRef: 'main' } }],
  ['a branch of other case', 'handoff.other-branch', { pull: { headRef: 'x/app-ENG-12' } }],
  ['merged', 'run.decided', { pull: { state: 'merged' } }],
  ['closed', 'handoff.closed', { pull: { state: 'closed' } }],
  ['a closed draft', 'handoff.closed', { pull: { state: 'closed', draft: true } }],
  ['a draft', 'handoff.draft', { pull: { draft: true } }],
  ['work that was not pushed', 'handoff.other-head', { pull: { headSha: OTHER } }],
  ['a lane that moved since validation', 'handoff.lane-moved', { lane: { validatedHead: OTHER } }],
  [
    'a lane that moved since validation, pushed or not',
    'handoff.lane-moved',
    { lane: { validatedHead: OTHER }, pull: { headSha: OTHER } },
  ],
  [
    'a head that moved since validation',
    'handoff.head-moved',
    { lane: { validatedHead: HEAD }, pull: { headSha: OTHER } },
  ],
])('%s: %s', (_name, code, change) => {
  expect(said(change)).toBe(code);
});

test('the target is what is to be read from GitHub', () => {
  expect(handoffTarget(URL, lane)).toEqual({ repo: { owner: 'octo', name: 'hello' }, number: 7 });
});
