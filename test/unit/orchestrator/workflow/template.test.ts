import { expect, test } from 'vitest';
import { firstPrompt } from '../../../../src/orchestrator/workflow/prompt.ts';
import { readWorkflow } from '../../../../src/orchestrator/workflow/read.ts';
import {
  templateInstructions,
  templateNextPrompt,
  templatePrompt,
} from '../../../../src/orchestrator/workflow/template.ts';
import type { Workflow } from '../../../../src/orchestrator/workflow/types.ts';
import { FACTS } from './support.ts';

async function workflow(body: string): Promise<Workflow> {
  const { value } = await readWorkflow(
    `---\ntracker: { kind: linear, active_states: [Todo, Rework] }\n---\n${body}`,
    '/repo/WORKFLOW.md',
    {},
  );
  if (!value) throw new Error('unread');
  return value;
}

const prompt = async (body: string, attempt = 1): Promise<string> =>
  templatePrompt(await workflow(body), { ...FACTS, attempt });

test('a template knows issue and attempt, strictly, and reads no file', async () => {
  const again = '{{ issue.identifier }}{% if attempt %} again {{ attempt }}{% endif %}';
  expect(await prompt(again)).toBe('ENG-1');
  // As the specification counts: 1 is the first that follows another.
  expect(await prompt(again, 2)).toBe('ENG-1 again 1');
  expect(await prompt('')).toContain('ENG-1');
  for (const bad of [
    '{{ nothing }}',
    '{{ issue.nothing }}',
    '{{ issue.title | nofilter }}',
    '{% include "/etc/passwd" %}',
    '{% render "x" %}',
  ])
    await expect(prompt(bad)).rejects.toMatchObject({ code: 'workflow.bad-template' });
});

test('all fields of the specification are there, empty where the issue has none, and readable as they are', async () => {
  expect(await prompt('[{{ issue.assignee_id }}][{{ issue.native_ref }}][{{ issue.dispatchable }}]')).toBe(
    '[][{}][true]',
  );
  const whole = { ...FACTS.issue, assigneeId: 'ann', nativeRef: { number: 7 } };
  const facts = { ...FACTS, issue: whole };
  expect(await templatePrompt(await workflow('{{ issue.assignee_id }} {{ issue.native_ref }}'), facts)).toBe(
    'ann {"number":7}',
  );
  const json = JSON.parse(await templatePrompt(await workflow('{{ issue | json }}'), facts)) as object;
  expect(Object.keys(json).sort()).toEqual([
    'assignee_id',
    'blocked_by',
    'branch_name',
    'created_at',
    'description',
    'dispatchable',
    'id',
    'identifier',
    'labels',
    'native_ref',
    'priority',
    'state',
    'title',
    'updated_at',
    'url',
  ]);
});

test('a description of a megabyte is cut, and a prompt that Codex would refuse is an error', async () => {
  const long = { ...FACTS, issue: { ...FACTS.issue, description: 'x'.repeat(1_048_576) } };
  const cut = await templatePrompt(await workflow('{{ issue.description }}'), long);
  expect(cut.length).toBeLessThan(101_000);
  expect(cut).toContain('(The rest is left out');
  const plain = firstPrompt(await workflow('Policy.'), long);
  expect(plain.length).toBeLessThan(102_000);
  expect(plain).toMatch(/x\n\n\(The rest is left out: it is too long\.\)\n```/);
  const often = await workflow('{% for n in (1..11) %}{{ issue.description }}{% endfor %}');
  await expect(templatePrompt(often, long)).rejects.toMatchObject({ code: 'workflow.bad-template' });
});

test('a description that is empty is none to a template', async () => {
  const asks = await workflow('{% if issue.description %}{{ issue.description }}{% else %}none{% endif %}');
  const describe = (description: string): Promise<string> =>
    templatePrompt(asks, { ...FACTS, issue: { ...FACTS.issue, description } });
  expect(await describe('')).toBe('none');
  expect(await describe('some')).toBe('some');
});

test('the agent is told only of tools that it has, and what ends the work', async () => {
  const value = await workflow('x');
  const instructions = templateInstructions(value);
  expect(instructions).toContain('one of these states: Todo, Rework.');
  expect(instructions).not.toMatch(/finalize|handoff|lane_publish/);
  const next = templateNextPrompt(value, { ...FACTS, turn: 3, maxTurns: 20 });
  expect(next).toContain('turn 3 of 20');
});
