const yaml = (body: string, more = ''): string =>
  `---\ntracker:\n  kind: linear\n  provider: { project_slug: app-0123 }\n${more}---\n\n${body}\n`;

const STATES = '  active_states: [Todo, In Progress, Rework]\n  terminal_states: [Done, Closed]\n';

/** Workflows of shapes that people write, beside the fixtures: whether each is good, and its text. */
export const WORKFLOWS: Readonly<Record<string, [good: boolean, text: string]>> = {
  'a rule for each state': [
    true,
    yaml(
      '{% case issue.state %}\n{% when "Todo" %}Begin.\n{% when "Rework" %}Read the review first.\n{% else %}Go on.\n{% endcase %}',
      STATES,
    ),
  ],
  'tight tags': [
    true,
    yaml('{%- if attempt -%}\nAgain: {{- attempt -}}\n{%- endif -%} {{ issue.identifier }}'),
  ],
  'a list of labels and blockers': [
    true,
    yaml(
      '{% for label in issue.labels %}- {{ label | upcase }}\n{% endfor %}{% for b in issue.blocked_by %}- {{ b.identifier | default: "?" }} ({{ b.state }})\n{% endfor %}',
    ),
  ],
  'a captured heading': [
    true,
    yaml('{% capture head %}{{ issue.identifier }}: {{ issue.title }}{% endcapture %}# {{ head | strip }}'),
  ],
  'braces of others, quoted': [
    true,
    yaml(
      `{% raw %}Use \${{ secrets.NAME }} and {{ mustache }} as they are.{% endraw %}\n\n{{ issue.title }}`,
    ),
  ],
  'braces of others, bare': [false, yaml(`Set \${{ secrets.NAME }} in CI. {{ issue.title }}`)],
  comments: [
    true,
    yaml('{% comment %} not for the agent: {{ nope }} {% endcomment %}{# {{ issue.title }} #}'),
  ],
  'fences with rules in them': [true, yaml('```yaml\n---\nkey: {{ issue.identifier }}\n---\n```\n\n+++\n')],
  'hooks of many lines': [
    true,
    yaml(
      'Do it.',
      'hooks:\n  after_create: |\n    git clone --depth 1 https://example.com/app.git .\n    npm ci\n  before_remove: |\n    git status\n  timeout_ms: 120000\n',
    ),
  ],
  'a workpad': [
    true,
    yaml(
      'Keep one comment headed `## Workpad` on {{ issue.identifier }}.\n\n1. [ ] Plan\n2. [ ] Work\n\n| step | state |\n|---|---|\n| plan | {{ issue.state }} |',
    ),
  ],
  'states of many words': [
    true,
    yaml(
      '{{ issue.state | downcase }}',
      '  active_states: ["🚧 In Arbeit", "À faire", "Human Review (2)"]\n',
    ),
  ],
  'a size and a date': [
    true,
    yaml('{{ issue.labels.size }} {{ issue.labels | size }} {{ issue.created_at | date: "%Y-%m-%d" }}'),
  ],
  'a sum that nobody gave': [false, yaml('{{ issue.estimate | plus: 1 }}')],
  'a filter of another language': [false, yaml('{{ issue.title | tojson }} {{ issue.labels | join(", ") }}')],
  'a block that is closed twice': [false, yaml('{% if attempt %}x{% endif %}{% endif %}')],
  'a partial': [false, yaml('{% render "header" %}\n{{ issue.title }}')],
  'written on Windows': [
    true,
    yaml('{% if issue.description %}\n{{ issue.description }}\n{% endif %}').replaceAll('\n', '\r\n'),
  ],
  'a mark of its order in front': [true, `\ufeff${yaml('{{ issue.title }}')}`],
  'more than anybody reads': [true, yaml(`${'A rule that matters.\n'.repeat(2_000)}{{ issue.url }}`)],
  'assigned and unassigned': [
    true,
    yaml(
      '{% unless issue.assignee_id %}Nobody has it.{% endunless %}{{ issue.branch_name | default: "no branch" }} {{ issue.priority | default: "none" }}',
    ),
  ],
};
