import * as vscode from 'vscode';
import { MaestroError } from '../platform/errors.ts';
import type { Contribution } from '../symphony/contribution.ts';
import { findContribution, listContributions } from '../symphony/contributions.ts';
import { contributionsOfFolder } from './clone-window/find.ts';
import type { Door } from './door.ts';
import { type Ability, abilities } from './model/abilities.ts';
import { plain } from './plain.ts';
import { IssueNode } from './views/nodes/issue.ts';
import { stateLook, stateWords, themeIcon } from './words.ts';

/**
 * The contribution that a command is about: the one of the row or id it was called with, else the one whose clone is
 * open in this window, else the one the user picks. Undefined when they pick none.
 * @throws MaestroError `window.no-contribution`, `window.not-now`.
 */
export async function contributionOf(
  door: Door,
  argument: unknown,
  ability: Ability,
): Promise<Contribution | undefined> {
  const { home } = await door.environment();
  const named = argument instanceof IssueNode ? argument.entry.contribution?.id : argument;
  if (typeof named === 'string') return able(await findContribution(home, named), ability);
  const [here] = await contributionsOfFolder(home, vscode.workspace.workspaceFolders?.[0]?.uri);
  if (here && abilities(here).includes(ability)) return here;
  const { contributions } = await listContributions(home);
  return pick(contributions.filter((contribution) => abilities(contribution).includes(ability)));
}

function able(contribution: Contribution, ability: Ability): Contribution {
  if (abilities(contribution).includes(ability)) return contribution;
  throw new MaestroError(
    'window.not-now',
    vscode.l10n.t('{0} is {1}: this cannot be done now.', contribution.start.name, stateWords(contribution)),
  );
}

async function pick(contributions: readonly Contribution[]): Promise<Contribution | undefined> {
  if (contributions.length === 0)
    throw new MaestroError(
      'window.no-contribution',
      vscode.l10n.t('There is no contribution that this could be done with.'),
      { remedy: vscode.l10n.t('See the Projects view for issues to start with.') },
    );
  const items = contributions.map((contribution) => ({
    label: plain(contribution.start.name, 100),
    description: stateWords(contribution),
    detail: plain(contribution.start.issue.title),
    iconPath: themeIcon(stateLook(contribution.state)),
    contribution,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Choose a contribution'),
    matchOnDetail: true,
  });
  return picked?.contribution;
}
