import { expect, test } from 'vitest';
import { checkWorkflow } from '../../../../src/orchestrator/checks/check.ts';

const HEAD = '---\ntracker: { kind: linear, provider: { project_slug: p } }\n---\n';
/** The body begins on line 5: an empty line is between. */
const check = (body: string) => checkWorkflow(`${HEAD}\n${body}\n`, '/repo/WORKFLOW.md', {});

test.each<[string, string, number, RegExp]>([
  ['an open block', 'Hello\n{% if attempt %}\nRetry {{ attempt }}', 6, /not closed/],
  ['an unknown filter', '{{ issue.labels | join: ", " | shout }}', 5, /undefined filter: shout/],
  ['a filter called wrongly', 'a\nb\n{{ issue.labels | join(", ") }}', 7, /expected/],
  ['an unknown variable', '{{ isue.title }}', 5, /undefined variable: isue/],
  ['an unknown field', '\n\nx {{ issue.titel }}', 7, /undefined variable: issue.titel/],
  ['one that only a second attempt meets', '{% if attempt %}{{ nope }}{% endif %}', 5, /nope/],
  ['one that only the first meets', '{% unless attempt %}{{ nope }}{% endunless %}', 5, /nope/],
  ['in a rare branch', '{% if issue.priority == 77 %}\n{{ nope }}\n{% endif %}', 6, /nope/],
  [
    'in a branch of a branch',
    '{% if issue.state == "A" %}{% if attempt == 9 %}{{ nope }}{% endif %}{% endif %}',
    5,
    /nope/,
  ],
  ['in an elsif', '{% if issue.id %}a{% elsif issue.title == "x" %}{{ nope }}{% endif %}', 5, /nope/],
  ['in a condition', '{% if issue.id %}a{% elsif nope %}b{% endif %}', 5, /nope/],
  ['in an else', '{% if issue.id %}a{% else %}{{ nope }}{% endif %}', 5, /nope/],
  ['in a case', '{% case issue.state %}{% when "X" %}{{ nope }}{% endcase %}', 5, /nope/],
  [
    'in the else of a case',
    '{% case issue.id %}{% when "sample-id" %}{% else %}{{ nope }}{% endcase %}',
    5,
    /nope/,
  ],
  ['in a loop', '{% for one in issue.blocked_by %}{{ one.nope }}{% endfor %}', 5, /nope/],
  ['in an empty loop', '{% for one in issue.labels %}{% else %}{{ nope }}{% endfor %}', 5, /nope/],
  ['behind a break', '{% for one in issue.labels %}{% break %}{{ nope }}{% endfor %}', 5, /nope/],
  [
    'what another branch has set',
    '{% if issue.state == "A" %}{% assign x = 1 %}{% else %}{{ x }}{% endif %}',
    5,
    /x/,
  ],
  ['a file', '{% include "other" %}', 5, /other/],
])('what a run would fail on is an error with its line: %s', async (_name, body, line, words) => {
  const { ok, problems } = await check(body);
  expect(ok).toBe(false);
  expect(problems[0]).toMatchObject({ severity: 'error', code: 'workflow.bad-template', line });
  expect(problems[0]?.message).toMatch(words);
});

test.each([
  '',
  'No template at all.',
  '{{ issue.assignee_id }} {{ issue.native_ref }} {{ issue.native_ref.issue_id }} {{ issue.dispatchable }}',
  '{{ issue.labels | join: ", " }}{% if attempt %} again {{ attempt }}{% endif %}',
  '{% if issue.description %}{{ issue.description | truncate: 20 }}{% else %}none{% endif %}',
  '{% for b in issue.blocked_by %}{{ b.identifier }} {{ b.state }}{% else %}nothing{% endfor %}',
  '{% if issue.priority == 1 %}{% assign how = "now" %}{% else %}{% assign how = "soon" %}{% endif %}{{ how }}',
  '{% for one in issue.labels %}{% if one == "x" %}{% break %}{% endif %}{{ one }}{% endfor %}',
  '{% case issue.priority %}{% when 1, 2 %}urgent{% when nil %}any{% endcase %} {{ issue.created_at | date: "%Y" }}',
])('what a run can render is good: %s', async (body) => {
  expect((await check(body)).problems).toEqual([]);
});

test('a TOML workflow has no template', async () => {
  const { ok } = await checkWorkflow('+++\nversion = 1\n+++\n{{ nope }}\n', '/repo/WORKFLOW.md', {});
  expect(ok).toBe(true);
});
