import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkWorkflow } from '../../../src/orchestrator/checks/check.ts';
import type { Asked, Reply } from '../../support/fake-model.ts';
import { lastJson } from '../../support/orchestrator.ts';
import { KEY_VARIABLE, type SpecificationStage, specificationStage } from '../../support/specification.ts';

/** A workflow of the shape that OpenAI publishes with its own Symphony: states, hooks, one workpad, `linear_graphql`. */
const WORKFLOW = join(import.meta.dirname, '../../fixtures/orchestrator/workpad/WORKFLOW.md');
const ID = 'ENG-1';

const READ = `query Ticket($id: String!) {
  issue(id: $id) {
    id state { name }
    team { states { nodes { id name } } }
    comments(first: 50) { nodes { id body } }
  }
}`;
const MOVE =
  'mutation Move($id: String!, $stateId: String!) { issueUpdate(id: $id, input: { stateId: $stateId }) { success } }';
const MAKE =
  'mutation Make($issueId: String!, $body: String!) { commentCreate(input: { issueId: $issueId, body: $body }) { success comment { id } } }';
const CHANGE =
  'mutation Change($id: String!, $body: String!) { commentUpdate(id: $id, input: { body: $body }) { success } }';

interface Ticket {
  issue: {
    id: string;
    team: { states: { nodes: { id: string; name: string }[] } };
    comments: { nodes: { id: string; body: string }[] };
  };
}

const ask = (query: string, variables: object): Reply => ({
  tool: 'linear_graphql',
  input: { query, variables },
});

/** What an agent that keeps to the workflow does, one call after the other, by what it has read. */
function agent(there: () => SpecificationStage): (asked: Asked) => Reply {
  return ({ prompt, results }) => {
    const said = [...results]
      .reverse()
      .map((one) => (lastJson([one]) as unknown as { data?: Ticket }).data?.issue);
    const ticket = said.find((one) => one?.team !== undefined);
    const state = (name: string): string =>
      ticket?.team.states.nodes.find((one) => one.name === name)?.id ?? 'no such state';
    const pad = ticket?.comments.nodes.find(({ body }) => body.startsWith('## Codex Workpad'));
    const workspace = join(there().root, ID);
    const stamped = (place: string) =>
      `## Codex Workpad\n\`\`\`text\nbox:${place}@abc1234\n\`\`\`\n- [ ] Say hello`;
    const first: Reply[] = [
      ask(READ, { id: ID }),
      ask(MOVE, { id: ID, stateId: state('In Progress') }),
      // As the workflow has it; it is refused, and put right.
      ask(MAKE, { issueId: ID, body: stamped(workspace) }),
      ask(MAKE, { issueId: ID, body: stamped(ID) }),
      { shell: 'echo hello > hello.txt' },
      { say: 'More in the next turn.' },
    ];
    const next: Reply[] = [
      ask(READ, { id: ID }),
      ask(CHANGE, { id: pad?.id ?? '', body: `${stamped(ID).replace('[ ]', '[x]')}\n` }),
      ask(MOVE, { id: ID, stateId: state('Human Review') }),
    ];
    const steps = prompt.includes('You are on the Linear ticket') ? first : next;
    return steps[results.length] ?? { say: 'That is all.' };
  };
}

test('a workflow of the published shape runs from end to end: states, hooks, one workpad kept up to date', async () => {
  let there!: SpecificationStage;
  there = await specificationStage(
    agent(() => there),
    [
      ['Backlog', 'backlog'],
      ['Todo', 'unstarted'],
      ['In Progress', 'started'],
      ['Human Review', 'started'],
      ['Merging', 'started'],
      ['Rework', 'started'],
      ['Done', 'completed'],
      ['Canceled', 'canceled'],
    ],
  );
  await copyFile(WORKFLOW, there.path);
  there.env.TEST_ENDPOINT = there.linear.endpoint;
  there.env.TEST_PROJECT = there.slugId;
  const checked = await checkWorkflow(await readFile(WORKFLOW, 'utf8'), there.path, there.env);
  expect(checked).toMatchObject({ ok: true, workflow: { tracker: { tools: ['linear_graphql'] } } });
  // What nothing is made of is told, and no more than that.
  expect(checked.problems.map(({ code, severity }) => [code, severity])).toEqual([
    ['workflow.unused-key', 'warning'],
    ['workflow.unused-key', 'warning'],
  ]);
  there.issue({ description: 'Say hello in hello.txt.' });

  const { run } = await there.once();
  expect(run).toMatchObject({
    turnsInAll: 2,
    closed: { how: 'released', reason: 'The issue is left: its state Human Review is not an active one.' },
  });
  const { state, comments } = there.linear.issue(ID);
  expect(state).toBe('Human Review');
  expect(comments).toEqual([
    { author: 'Ann', body: `## Codex Workpad\n\`\`\`text\nbox:${ID}@abc1234\n\`\`\`\n- [x] Say hello\n` },
  ]);
  expect(await readFile(join(there.root, ID, 'hello.txt'), 'utf8')).toBe('hello\n');
  const calls = there.events.flatMap((event) =>
    event.type === 'tool_called'
      ? [`${event.tool} ${event.code ?? 'done'} ${event.effect?.kind ?? ''}`.trim()]
      : [],
  );
  expect(calls).toEqual([
    'linear_graphql done',
    'linear_graphql done transition',
    'linear_graphql tool.host-path',
    'linear_graphql done',
    'linear_graphql done',
    'linear_graphql done',
    'linear_graphql done transition',
  ]);
  // The agent never had the key, nor did anything that is kept of it.
  const key = there.env[KEY_VARIABLE] ?? 'none';
  expect(JSON.stringify(there.events)).not.toContain(key);
  expect(
    there.events.some((event) => event.type === 'turn_started' && event.prompt.includes('attempt')),
  ).toBe(false);

  // What is in the workspace and nowhere else stays.
  there.linear.setState(ID, 'Done');
  const { notes } = await there.once();
  expect(notes[0]).toMatch(/^ENG-1: its state is Done; its folder is left: it holds 1 changed file/);
});
