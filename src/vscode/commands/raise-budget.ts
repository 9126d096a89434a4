import * as vscode from 'vscode';
import { asMaestroError } from '../../platform/errors.ts';
import type { BudgetName, Budgets } from '../../symphony/budget/budgets.ts';
import type { BudgetUse } from '../../symphony/budget/check.ts';
import { parseBudget } from '../../symphony/budget/from-text.ts';
import { RAISES, raised } from '../../symphony/budget/raise.ts';
import { usedUpNow } from '../../symphony/budget/room.ts';
import { amountWords, whyUsedUp } from '../../symphony/budget/words.ts';
import type { Contribution } from '../../symphony/contribution.ts';
import { resume } from '../../symphony/control.ts';
import { contributionOf } from '../contribution-of.ts';
import type { Door } from '../door.ts';
import { launcher } from '../launch.ts';
import { plain } from '../plain.ts';

/** *Raise Budget…*: asks by how much, and goes on. */
export async function run(door: Door, argument?: unknown): Promise<void> {
  door.requireTrust();
  const contribution = await contributionOf(door, argument, 'raiseBudget');
  if (!contribution) return;
  await raiseAndResume(door, contribution);
}

/** Goes on with what the user allows on top; nothing happens when they allow nothing. Needs no answer where there is room by now. */
export async function raiseAndResume(door: Door, contribution: Contribution): Promise<void> {
  const uses = await usedUpNow(await door.context(), contribution);
  const budgets = uses.length === 0 ? {} : await askFor(uses, contribution);
  if (!budgets) return;
  const ctx = await door.signedInContext();
  await resume(ctx, contribution.id, launcher(door, ctx, contribution.id), budgets);
}

type Changes = Partial<Budgets>;

async function askFor(uses: readonly BudgetUse[], { start }: Contribution): Promise<Changes | undefined> {
  const { t } = vscode.l10n;
  const by = (factor: number): Changes =>
    Object.fromEntries(uses.map((use) => [use.name, raised(use, factor)]));
  const row = (label: string, icon: string, budgets: Changes) => ({
    label,
    iconPath: new vscode.ThemeIcon(icon),
    description: limitsLine(budgets),
    budgets,
  });
  // A limit of money that cannot be held is not held by a higher one.
  const canBeHeld = uses.some(({ unpricedTokens }) => unpricedTokens === 0);
  const items: (vscode.QuickPickItem & { budgets?: Changes })[] = [
    ...(canBeHeld
      ? [row('+50 %', 'arrow-up', by(RAISES.half)), row(t('Double'), 'arrow-up', by(RAISES.double))]
      : []),
    {
      ...row(t('No Limit'), 'circle-slash', Object.fromEntries(uses.map(({ name }) => [name, null]))),
      description: t('it may use what its tasks need'),
    },
    {
      label: t('Other…'),
      iconPath: new vscode.ThemeIcon('edit'),
      description: t('write the limit yourself'),
    },
  ];
  const title = t('Raise the budget of #{0}, and go on', start.issue.number);
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: plain(uses.map(whyUsedUp).join(' '), 300),
    ignoreFocusOut: true,
  });
  if (!chosen) return undefined;
  return chosen.budgets ?? (await askForEach(uses, title));
}

/** One number after the other. */
async function askForEach(uses: readonly BudgetUse[], title: string): Promise<Changes | undefined> {
  const changes: Changes = {};
  for (const use of uses) {
    // Where no price is known, tokens are what can be counted.
    const name: BudgetName = use.unpricedTokens > 0 ? 'tokens' : use.name;
    const spent = use.unpricedTokens > 0 ? 0 : use.spent;
    const text = await vscode.window.showInputBox({
      title,
      prompt: promptFor(name, spent),
      value: name === use.name ? String(raised(use, RAISES.half) ?? '') : '',
      validateInput: (written) => problemOf(name, written, spent),
      ignoreFocusOut: true,
    });
    if (text === undefined) return undefined;
    if (name !== use.name) changes[use.name] = null;
    changes[name] = parseBudget(name, text, vscode.l10n.t('The limit'));
  }
  return changes;
}

function promptFor(name: BudgetName, spent: number): string {
  const { t } = vscode.l10n;
  const sum = amountWords(name, spent);
  switch (name) {
    case 'tokens':
      return t('At most so many tokens for this contribution ({0} used), for example 500k or 2M', sum);
    case 'usd':
      return t('At most so many US dollars for this contribution ({0} spent)', sum);
    case 'minutes':
      return t('At most so many minutes in turns for this contribution ({0} used)', sum);
    case 'dayTokens':
      return t(
        'At most so many tokens a day for all contributions ({0} used today), for example 500k or 2M',
        sum,
      );
    case 'dayUsd':
      return t('At most so many US dollars a day for all contributions ({0} spent today)', sum);
    case 'dayMinutes':
      return t('At most so many minutes in turns a day for all contributions ({0} used today)', sum);
  }
}

function problemOf(name: BudgetName, text: string, spent: number): string | undefined {
  const { t } = vscode.l10n;
  try {
    const limit = parseBudget(name, text, t('The limit'));
    if (limit !== null && limit <= spent)
      return t('So much is spent already: {0}.', amountWords(name, spent));
    return undefined;
  } catch (error) {
    const { message, remedy } = asMaestroError(error);
    return remedy ?? message;
  }
}

function limitsLine(budgets: Changes): string {
  return Object.entries(budgets)
    .map(([name, limit]) =>
      limit === null ? vscode.l10n.t('no limit of money') : amountWords(name as BudgetName, limit),
    )
    .join(', ');
}
