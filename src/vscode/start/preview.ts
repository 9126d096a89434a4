import * as vscode from 'vscode';
import { oneLine, stripControls } from '../../platform/text.ts';
import { budgetsLine } from '../../symphony/budget/words.ts';
import type { StartPreview } from '../../symphony/service/messages.ts';

/** Everything that a start is about, for reading before saying yes: facts, the issue as it really is, the agent's orders. */
export function previewText(plan: StartPreview): string {
  const { t } = vscode.l10n;
  const { agent } = plan;
  const facts: [string, string][] = [
    [t('Issue'), `${plan.slug} #${plan.issue.number} ${oneLine(plan.issue.title)}`],
    [
      t('Agent'),
      [
        agent.displayName,
        agent.version,
        agent.scripted ? t('uses no model, for rehearsals') : null,
        plan.model,
      ]
        .filter(Boolean)
        .join(', '),
    ],
    ...(agent.note ? [[t('Note'), oneLine(agent.note, 400)] satisfies [string, string]] : []),
    [t('Sandbox'), plan.sandbox],
    [t('Budget'), budgetsLine(plan.budgets) ?? t('none: it may use what the documents need')],
    [t('Folder'), plan.dir],
    [
      t('Branch'),
      plan.fork ? t('in a fork of yours: you have no push right to the project') : t('in the project itself'),
    ],
    ...plan.policies.map(({ path }): [string, string] => [
      t('Project rules'),
      `${plan.projectUrl}/blob/HEAD/${path}`,
    ]),
    ...plan.warnings.map(({ message }): [string, string] => [t('Warning'), oneLine(message, 400)]),
  ];
  const hidden =
    plan.hiddenParts > 0
      ? t('Parts that are invisible on the web page, marked below: {0}.', plan.hiddenParts)
      : t('Nothing in this text is hidden.');
  return [
    `# ${t('Start Symphony')}`,
    '',
    t('Nothing has been done yet. This is what will be done, with what, and in which words.'),
    '',
    `# ${t('What will be done')}`,
    '',
    ...facts.map(([label, value]) => `- ${label}: ${value}`),
    '',
    `# ${t('The issue as its maintainers wrote it')}`,
    '',
    hidden,
    '',
    stripControls(plan.issueText),
    '',
    `# ${t('What the agent will be told')}`,
    '',
    stripControls(plan.promptPreview),
    '',
  ].join('\n');
}
