import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Reply } from '../../support/fake-model.ts';
import { plainGit } from '../../support/git-server.ts';
import {
  lastJson,
  type OrchestratorStage,
  orchestratorStage,
  SLUG,
  workflowText,
} from '../../support/orchestrator.ts';
import { sample, testSeed } from '../../support/seed.ts';

const ID = 'ENG-1';
const LABEL = 'maestro:needs-attention';
const BRANCH = 'x/app-eng-1';

/** What the model does next; `pr` is the address that it got from `lane_publish`. */
type Step = Reply | ((there: OrchestratorStage, pr: string) => Reply | Promise<Reply>);

const begin: Step = { tool: 'issue_transition', input: { issue_id: ID, state: 'In Progress' } };
const say = (body: string): Reply => ({ tool: 'issue_comment', input: { issue_id: ID, body } });
const label: Step = { tool: 'issue_label_add', input: { issue_id: ID, label: LABEL } };
const finalize = (path: string): Step => ({ tool: 'issue_terminal_finalize', input: { issue_id: ID, path } });
const work: Step[] = [
  { shell: 'echo hello > hello.txt' },
  { tool: 'lane_publish', input: { title: 'Say hello', body: 'Hello.' } },
];
const offer = (url: string): Reply => ({
  tool: 'issue_review_handoff',
  input: { issue_id: ID, pr_url: url, summary: 'Hello is said.' },
});
const handOff: Step = (_there, pr) => offer(pr);
/** The step, with somebody else's deed right before it. */
const meanwhile =
  (deed: (there: OrchestratorStage) => Promise<unknown>, step: Step): Step =>
  async (there, pr) => {
    await deed(there);
    return typeof step === 'function' ? step(there, pr) : step;
  };

const close = (there: OrchestratorStage) => there.forge.closePullRequest(SLUG, 1);
async function moveHead(there: OrchestratorStage): Promise<void> {
  await plainGit(there.forge.bareDir(SLUG), ['update-ref', `refs/heads/${BRANCH}`, `${BRANCH}~1`]);
  await there.forge.refresh(SLUG);
}
async function toDraft(there: OrchestratorStage): Promise<void> {
  const headers = {
    authorization: `bearer ${there.env.TEST_FORGE_TOKEN}`,
    'content-type': 'application/json',
  };
  const pull = await fetch(`${there.forge.apiUrl}/repos/${SLUG}/pulls/1`, { headers });
  const { node_id: id } = (await pull.json()) as { node_id: string };
  const query =
    'mutation ($id: ID!) { convertPullRequestToDraft(input: { pullRequestId: $id }) { pullRequest { isDraft } } }';
  const body = JSON.stringify({ query, variables: { id } });
  const answer = await fetch(`${there.forge.url}/api/graphql`, { method: 'POST', headers, body });
  expect(await answer.json()).toMatchObject({
    data: { convertPullRequestToDraft: { pullRequest: { isDraft: true } } },
  });
}
/** A pull request of another branch, made by a person. */
async function otherBranch(there: OrchestratorStage): Promise<void> {
  const bare = there.forge.bareDir(SLUG);
  const tree = (await plainGit(bare, ['rev-parse', `${BRANCH}^{tree}`])).trim();
  const commit = await plainGit(bare, ['commit-tree', tree, '-p', 'main', '-m', 'Other']);
  await plainGit(bare, ['update-ref', 'refs/heads/other', commit.trim()]);
  await there.forge.refresh(SLUG);
  const { repository } = await there.context();
  const input = { title: 'Other', body: '', head: 'other', base: 'main', draft: false };
  await repository?.github.openPullRequest({ owner: 'octo', name: 'hello' }, input);
}

interface Case {
  steps: Step[];
  /** The code of the tool's refusal; null when every tool was performed. */
  refused: string | null;
  errorClass: string;
}

const CASES: Record<string, Case> = {
  'both signals': {
    steps: [...work, say('Why'), label, handOff, finalize('review_handoff')],
    refused: null,
    errorClass: 'disposition.both-signals',
  },
  'no signal': { steps: [say('Begun')], refused: null, errorClass: 'disposition.no-signal' },
  'no finalize': { steps: [...work, handOff], refused: null, errorClass: 'disposition.no-finalize' },
  'a finalize of another path': {
    steps: [...work, handOff, finalize('manual_attention')],
    refused: null,
    errorClass: 'disposition.wrong-finalize',
  },
  'a label without a comment that explains it': {
    steps: [say('- run_id: `r`\n- started_at: `now`'), label, finalize('manual_attention')],
    refused: 'tool.unexplained-attention',
    errorClass: 'disposition.finalize-without-signal',
  },
  'a comment without the label': {
    steps: [say('Why'), finalize('manual_attention')],
    refused: null,
    errorClass: 'disposition.finalize-without-signal',
  },
  'another issue': {
    steps: [{ tool: 'issue_comment', input: { issue_id: 'ENG-2', body: 'Hello' } }],
    refused: 'tool.foreign-issue',
    errorClass: 'disposition.no-signal',
  },
  'a pull request of another repository': {
    steps: [...work, (there) => offer(`${there.forge.url}/octo/other/pull/1`)],
    refused: 'handoff.other-repository',
    errorClass: 'disposition.no-signal',
  },
  'a pull request of another branch': {
    steps: [...work, meanwhile(otherBranch, (there) => offer(`${there.forge.url}/${SLUG}/pull/2`))],
    refused: 'handoff.other-branch',
    errorClass: 'disposition.no-signal',
  },
  'a draft': {
    steps: [...work, meanwhile(toDraft, handOff)],
    refused: 'handoff.draft',
    errorClass: 'disposition.no-signal',
  },
  'a head that moved before the hand-off': {
    steps: [...work, meanwhile(moveHead, handOff)],
    refused: 'handoff.other-head',
    errorClass: 'disposition.no-signal',
  },
  'a head that moved after the hand-off': {
    steps: [...work, handOff, meanwhile(moveHead, finalize('review_handoff'))],
    refused: null,
    errorClass: 'handoff.head-moved',
  },
  'a pull request that is closed before the hand-off': {
    steps: [...work, meanwhile(close, handOff)],
    refused: 'handoff.closed',
    errorClass: 'disposition.no-signal',
  },
  'a pull request that is closed after the hand-off': {
    steps: [...work, handOff, meanwhile(close, finalize('review_handoff'))],
    refused: null,
    errorClass: 'handoff.closed',
  },
  'work that is not published': {
    steps: [...work, { shell: 'echo more >> hello.txt' }, handOff],
    refused: 'handoff.dirty',
    errorClass: 'disposition.no-signal',
  },
  'a place of this machine in a comment': {
    steps: [(there) => say(`Look into ${join(there.home, 'lanes', ID, 'x.log')}`)],
    refused: 'tool.host-path',
    errorClass: 'disposition.no-signal',
  },
  'the success state by a plain transition': {
    steps: [{ tool: 'issue_transition', input: { issue_id: ID, state: 'In Review' } }],
    refused: 'tool.success-state',
    errorClass: 'disposition.no-signal',
  },
  'a tool that there is not': {
    steps: [say('Begun'), { tool: 'issue_delete', input: { issue_id: ID } }],
    // Codex says so by itself; the session goes on.
    refused: null,
    errorClass: 'disposition.no-signal',
  },
};

/** A pass in which the model takes these steps, and says a word then. */
async function pass(steps: readonly Step[]) {
  const all = [begin, ...steps];
  const there: OrchestratorStage = await orchestratorStage({
    workflow: workflowText('max_attempts = 1'),
    async reply({ results }) {
      const step = all[results.length] ?? { say: 'That is all.' };
      return typeof step === 'function' ? step(there, lastJson(results).pr_url ?? '') : step;
    },
  });
  there.issue();
  there.issue({ title: 'Another', state: 'Backlog' });
  const { run } = await there.once();
  return { there, run };
}

// Each costs a pass of the real Codex: four in every run, all with `npm run test:more`.
test.each(sample(Object.entries(CASES), { drawn: 2, more: 'all' }, testSeed()))(
  '%s: refused, and a person is asked',
  async (_name, { steps, refused, errorClass }) => {
    const { there, run } = await pass(steps);
    const refusals = there.events.flatMap((event) =>
      event.type === 'tool_called' && !event.ok ? [event.code] : [],
    );
    expect(refusals).toEqual(refused === null ? [] : [refused]);
    expect(run?.closed).toEqual({ how: 'needs_attention', reason: errorClass });

    const { state, labels, comments } = there.linear.issue(ID);
    expect({ state, labels }).toEqual({ state: 'Todo', labels: [LABEL] });
    const told = comments.at(-1)?.body ?? '';
    for (const [field, value] of Object.entries({
      run_id: run?.facts.id,
      attempt: 1,
      failed_at: '',
      error_class: errorClass,
      next_action: '',
      workspace_path: ID,
    }))
      expect(told).toContain(`- ${field}: \`${value === '' ? '' : `${value}\``}`);
    expect(told).not.toContain(there.home);
    // The label holds it back until a person takes it off, and nobody else's issue was touched.
    expect(await there.once()).toMatchObject({ choice: null, run: null });
    expect(there.linear.issue('ENG-2')).toMatchObject({ state: 'Backlog', labels: [], comments: [] });
  },
);

test('attention that was asked for in the right way: the agent’s comment, ours, the label, the failure state', async () => {
  const { there, run } = await pass([say('Which colour?'), label, finalize('manual_attention')]);
  expect(run?.closed).toEqual({ how: 'needs_attention', reason: 'agent.asked-for-attention' });
  const { state, labels, comments } = there.linear.issue(ID);
  expect({ state, labels }).toEqual({ state: 'Todo', labels: [LABEL] });
  expect(comments.map(({ body }) => body)).toEqual([
    expect.stringContaining('Which colour?'),
    expect.stringContaining('error_class: `agent.asked-for-attention`'),
  ]);
});
