import { expect, test } from 'vitest';
import { fillVariables, findVariables, variableValues } from '../../../../src/runner/documents/variables.ts';
import { actor, stage, tick } from '../../../support/auto-run.ts';

const FACTS = {
  cwd: '/c',
  file: '/c/.maestro/01-plan.md',
  folder: '/c/.maestro',
  name: 'plan.md',
  branch: 'symphony/1-a',
  agent: { id: 'codex', displayName: 'Codex' },
  now: new Date(2026, 10, 5, 7, 8, 9),
};

test.each([
  ['{{AUTORUN_FOLDER}}/LOOP_{{LOOP_NUMBER}}_PLAN.md', '/c/.maestro/LOOP_00001_PLAN.md'],
  ['{{cwd}} {{Agent_Path}} {{PROJECT_PATH}}', '/c /c /c'],
  ['{{DOCUMENT_NAME}} {{DOCUMENT_PATH}}', 'plan /c/.maestro/01-plan.md'],
  ['{{AGENT_NAME}} {{TOOL_TYPE}} {{GIT_BRANCH}}', 'Codex codex symphony/1-a'],
  ['{{DATE}} {{TIME}} {{DATETIME}}', '2026-11-05 07:08:09 2026-11-05 07:08:09'],
  ['{{DATE_SHORT}} {{TIME_SHORT}} {{YEAR}}{{MONTH}}{{DAY}} {{WEEKDAY}}', '11/05/26 07:08 20261105 Thursday'],
  [
    `$${'{{'}DATE}} $${'{{'} github.ref }} {{{CWD}}} {{date}} {{Year}} {{#if DATE}} {{> CWD}} {{&CWD}} {{.Values.CWD}} {{CWD | upper}} {% raw %}`,
    undefined,
  ],
  ['`{{autorun_folder}}` {{{{CWD}}}} {{CWD}}{{CWD}}', '`/c/.maestro` {{{{CWD}}}} /c/c'],
  ['{{ DATE }} {{user}} {{AGENT_ID}} {{__proto__}} {{constructor}}', undefined],
])('%s', (text, filled) => {
  expect(fillVariables(text, FACTS)).toBe(filled ?? text);
});

test('each is found once, with its line and kind; words of template languages are none', () => {
  const text = `# {{DATE}}\r\n{{date}} {{user}}\n\`\`\`\n{{AGENT_ID}} {{CUE_GH_BODY}}\n\`\`\`\n{{AUTORUN_FOLER}} {{cwd}} {{{YEAR}}} $${'{{'} DAY }}`;
  expect(findVariables(text).map(({ name, line, kind }) => `${line} ${name} ${kind}`)).toEqual([
    '1 DATE known',
    '4 AGENT_ID foreign',
    '4 CUE_GH_BODY foreign',
    '6 AUTORUN_FOLER unknown',
    '6 CWD known',
  ]);
  expect(variableValues(text, FACTS).map(({ name }) => name)).toEqual(['DATE', 'CWD']);
});

test('the agent gets the task filled in and the rest of the document explained; the file stays', async () => {
  const text =
    'Branch {{GIT_BRANCH}}.\n\n- [ ] Read {{AUTORUN_FOLDER}}/LOOP_{{LOOP_NUMBER}}.md of {{TAB_NAME}}\n';
  const agent = actor(tick);
  const there = await stage([text], agent);
  expect(await there.run()).toEqual({ how: 'finished' });
  const prompt = agent.turns[0]?.prompt ?? '';
  expect(prompt).toMatch(/- \[ \] Read \/.*\.maestro\/symphony\/test\/LOOP_00001\.md of \{\{TAB_NAME\}\}\n/);
  expect(prompt).toContain('- {{GIT_BRANCH}}: symphony/1-test\n');
  expect(await there.read(0)).toBe(text.replace('[ ]', '[x]'));
});
