import { expect, test } from 'vitest';
import { resume } from '../../../src/symphony/control.ts';
import type { JournalEvent } from '../../../src/symphony/journal/events.ts';
import { sample, testSeed } from '../../support/seed.ts';
import { SLUG, type TestStage, testStage } from '../../support/symphony.ts';

// Whatever a person decides about the issue or the pull request, at whatever moment of a contribution, stands when all is over.

/** The moments, in their order: right after the engine has journaled this. */
const MOMENTS = [
  'engine_started',
  'claim_started',
  'branch_created',
  'pr_opened',
  'claim_confirmed',
  'clone_ready',
  'documents_copied',
  'run_started',
  'turn_finished',
  'pushed',
  'run_finished',
  'finalize_started',
  'handed_over',
] as const satisfies JournalEvent['type'][];
type Moment = (typeof MOMENTS)[number];

const isFrom = (moment: Moment, first: Moment): boolean => MOMENTS.indexOf(moment) >= MOMENTS.indexOf(first);
const ISSUE = 1;
const PULL = 2;

interface Deed {
  /** From when on it can be done; the pull request comes in the middle. */
  from: Moment;
  act(there: TestStage, token: string): Promise<unknown>;
  /** What must be so at the end. */
  stands(there: TestStage, moment: Moment): void;
}

const pullOf = ({ forge }: TestStage) => forge.repository(SLUG).pulls[0];
const issueOf = ({ forge }: TestStage) => forge.repository(SLUG).issues[0];

/** Writes to the forge as somebody would with a browser. */
async function ask({ forge }: TestStage, token: string, method: string, path: string, body?: object) {
  const answer = await fetch(`${forge.apiUrl}/repos/${SLUG}${path}`, {
    method,
    headers: { authorization: `bearer ${token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}

/** Nobody is asked to look at work for an issue that is not wanted. */
const notOffered = (there: TestStage, moment: Moment): void => {
  if (moment !== 'handed_over') expect(pullOf(there)?.draft ?? true).toBe(true);
};

const DEEDS: Record<string, Deed> = {
  'closes the issue': {
    from: 'engine_started',
    act: (there, token) => ask(there, token, 'PATCH', `/issues/${ISSUE}`, { state: 'closed' }),
    stands(there, moment) {
      expect(issueOf(there)?.state).toBe('closed');
      notOffered(there, moment);
    },
  },
  'takes the label off': {
    from: 'engine_started',
    act: (there, token) => ask(there, token, 'DELETE', `/issues/${ISSUE}/labels/runmaestro.ai`),
    stands(there, moment) {
      expect(issueOf(there)?.labels).not.toContain('runmaestro.ai');
      notOffered(there, moment);
    },
  },
  'closes the pull request': {
    from: 'pr_opened',
    act: ({ forge }) => forge.closePullRequest(SLUG, PULL),
    stands(there, moment) {
      expect(pullOf(there)?.state).toBe('closed');
      notOffered(there, moment);
    },
  },
  'merges the pull request': {
    from: 'pushed',
    act: ({ forge }) => forge.mergePullRequest(SLUG, PULL),
    stands: (there) => expect(pullOf(there)).toMatchObject({ state: 'merged' }),
  },
  'writes into the pull request': {
    from: 'pr_opened',
    async act(there, token) {
      const { title = '', body = '' } = pullOf(there) ?? {};
      await ask(there, token, 'PATCH', `/pulls/${PULL}`, {
        title: `${title} (for 2.0)`,
        body: `My words before.\n\n${body}\n\nMy words after.`,
      });
    },
    stands(there) {
      const pull = pullOf(there);
      expect(pull?.title).toMatch(/ \(for 2\.0\)$/);
      expect(pull?.body).toMatch(/^My words before\.[\s\S]*My words after\.$/);
      expect(pull?.draft).toBe(false);
    },
  },
};

const CELLS = Object.entries(DEEDS).flatMap(([name, { from }]) =>
  MOMENTS.filter((moment) => isFrom(moment, from)).map((moment) => [name, moment] as const),
);

// Each costs a contribution of two tasks: three in every run, all with `npm run test:more`.
test.each(sample(CELLS, { drawn: 3, more: 'all' }, testSeed()))(
  'somebody %s right after %s: it stands',
  async (name, moment) => {
    const { act, stands } = DEEDS[name] ?? expect.fail(name);
    const there = await testStage({ push: ['alice', 'boss'], body: '- docs/one.md' });
    const boss = await there.contributor('boss');
    const alice = await there.contributor('alice');
    const id = await alice.create({ finalize: 'auto' });
    const hold = alice.hold(id, ({ type }) => type === moment);
    const running = alice.run(id);
    await hold.there;
    await act(there, boss.token);
    await hold.letGo();
    const ended = await running;
    expect(['ready_for_review', 'merged', 'closed', 'needs_attention', 'failed']).toContain(ended.state);
    stands(there, moment);
    // Nor does trying again change that.
    if (ended.state !== 'needs_attention') return;
    await resume(alice.ctx, id, async () => undefined).catch(() => undefined);
    await alice.run(id);
    stands(there, moment);
  },
);
