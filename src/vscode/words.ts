import * as vscode from 'vscode';
import type { Contribution, ContributionState } from '../symphony/contribution.ts';
import type { IssueView } from '../symphony/issues/status.ts';

/** How a state looks: a few words, and an icon of the editor's own set with the colour of its meaning. */
export interface Look {
  words: string;
  icon: string;
  color?: string;
}

const GOOD = 'charts.green';
const WAITING = 'charts.yellow';
const BAD = 'charts.red';
const CALM = 'disabledForeground';

/** How a contribution's state looks. */
export function stateLook(state: ContributionState): Look {
  const { t } = vscode.l10n;
  switch (state) {
    case 'claiming':
      return { words: t('claiming'), icon: 'loading~spin' };
    case 'preparing':
      return { words: t('preparing'), icon: 'loading~spin' };
    case 'running':
      return { words: t('running'), icon: 'loading~spin' };
    case 'paused':
      return { words: t('paused'), icon: 'debug-pause', color: WAITING };
    case 'finishing':
      return { words: t('ready to finalize'), icon: 'check-all', color: WAITING };
    case 'ready_for_review':
      return { words: t('ready for review'), icon: 'git-pull-request', color: GOOD };
    case 'merged':
      return { words: t('merged'), icon: 'git-merge', color: 'charts.purple' };
    case 'closed':
      return { words: t('closed'), icon: 'git-pull-request-closed', color: BAD };
    case 'interrupted':
      return { words: t('interrupted'), icon: 'debug-disconnect', color: BAD };
    case 'needs_attention':
      return { words: t('needs attention'), icon: 'warning', color: WAITING };
    case 'failed':
      return { words: t('failed'), icon: 'error', color: BAD };
    case 'cancelled':
      return { words: t('cancelled'), icon: 'circle-slash', color: CALM };
    case 'claim_lost':
      return { words: t('claim lost'), icon: 'circle-slash', color: CALM };
  }
}

/** The state of a contribution, a pause with its reason. */
export function stateWords(contribution: Contribution): string {
  const { words } = stateLook(contribution.state);
  if (contribution.cancelling && contribution.state !== 'cancelled') return vscode.l10n.t('cancelling');
  if (contribution.state !== 'paused' || !contribution.paused) return words;
  const { t } = vscode.l10n;
  switch (contribution.paused.reason) {
    case 'user':
      return words;
    case 'budget':
      return t('budget reached');
    case 'rate_limit':
      return t('paused: usage limit');
    case 'offline':
      return t('paused: offline');
  }
}

/** How an issue's status looks. */
export function issueLook(issue: IssueView): Look {
  const { t } = vscode.l10n;
  switch (issue.status) {
    case 'available':
      return { words: t('available'), icon: 'issue-opened', color: GOOD };
    case 'in_progress':
      return {
        words: issue.claim?.stale ? t('in progress, no push for 14 days') : t('in progress'),
        icon: issue.claim?.draft ? 'git-pull-request-draft' : 'git-pull-request',
        color: WAITING,
      };
    case 'blocked':
      return { words: t('blocked'), icon: 'circle-slash', color: BAD };
    case 'completed':
      return { words: t('completed'), icon: 'issue-closed', color: 'charts.purple' };
  }
}

/** The icon of a look. */
export function themeIcon({ icon, color }: Look): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}
