import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkWorkflow } from '../../../../src/orchestrator/checks/check.ts';
import { CONFIGURED } from '../../../../src/orchestrator/modes/configured.ts';
import { SPECIFICATION } from '../../../../src/orchestrator/modes/specification.ts';
import { readWorkflow } from '../../../../src/orchestrator/workflow/read.ts';
import { WORKFLOWS } from '../../../support/workflows.ts';
import { FACTS } from '../workflow/support.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/orchestrator');
const PATH = '/repo/WORKFLOW.md';
const ENV = { HOME: '/h', LINEAR_API_KEY: 'x' };

const files: [string, string][] = [
  ...readdirSync(join(FIXTURES, 'workflow'))
    .filter((name) => name.endsWith('.md'))
    .map((name): [string, string] => [name, readFileSync(join(FIXTURES, 'workflow', name), 'utf8')]),
  ['workpad', readFileSync(join(FIXTURES, 'workpad/WORKFLOW.md'), 'utf8')],
  ...Object.entries(WORKFLOWS).map(([name, [, text]]): [string, string] => [name, text]),
];

/** Issues as trackers have them: whole, bare, odd; not the samples of the check. */
const { issue } = FACTS;
const ISSUES = [
  issue,
  { ...issue, description: '', labels: [], blockers: [], priority: null, assigneeId: null, branchName: null },
  { ...issue, title: '{{ nope }} {% if %}', description: '{% raw %}', labels: ['{{x}}', 'a b', 'ü'] },
  { ...issue, state: 'Human Review (2)', priority: 0, url: '', createdAt: '', updatedAt: '' },
  { ...issue, blockers: [{ id: null, identifier: null, state: null }] },
];

test('there are as many workflows as are asked for', () => {
  expect(files.length).toBeGreaterThanOrEqual(60);
});

test.each(files)('what check calls good renders and starts: %s', async (name, text) => {
  const { ok } = await checkWorkflow(text, PATH, ENV);
  const wanted = WORKFLOWS[name];
  if (wanted) expect(ok).toBe(wanted[0]);
  const { value, problems } = await readWorkflow(text, PATH, ENV);
  if (!ok) {
    // A run would refuse it as well, or could not render what is in it.
    if (value !== null) expect(value.specification, JSON.stringify(problems)).not.toBeNull();
    return;
  }
  if (value === null) return expect.fail(JSON.stringify(problems));
  const mode = value.specification ? SPECIFICATION : CONFIGURED;
  expect(mode.instructions(value)).not.toBe('');
  for (const one of ISSUES)
    for (const attempt of [1, 2, 9])
      for (const turn of [1, 2]) {
        const facts = { ...FACTS, issue: one, attempt, turn };
        const prompt = turn === 1 ? await mode.firstPrompt(value, facts) : mode.nextPrompt(value, facts);
        expect(prompt).not.toBe('');
      }
});
