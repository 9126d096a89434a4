import * as vscode from 'vscode';
import type { StatsWords } from '../shared/stats-panel.ts';
import { stateLook } from './words.ts';

/** The stats panel's texts. */
export function statsWords(): StatsWords {
  const { t } = vscode.l10n;
  return {
    title: t('Symphony Stats'),
    refresh: t('Refresh'),
    nothingYet: t('No contribution yet. Choose an issue in the Projects view to begin.'),
    contributions: t('Contributions'),
    merged: t('merged'),
    tasks: t('Tasks'),
    documents: t('documents'),
    tokens: t('Tokens'),
    cached: t('cached'),
    money: t('Money'),
    unknown: t('unknown'),
    time: t('Time'),
    inTurns: t('in turns'),
    projects: t('Projects'),
    streak: t('Streak'),
    longest: t('longest'),
    tokensPerDay: t('Tokens per day'),
    achievements: t('Achievements'),
    earned: t('Earned'),
    history: t('History'),
    issue: t('Issue'),
    state: t('State'),
    agent: t('Agent'),
    changes: t('Changes'),
    pullRequest: t('Pull request'),
    states: {
      ready_for_review: stateLook('ready_for_review').words,
      merged: stateLook('merged').words,
      closed: stateLook('closed').words,
      failed: stateLook('failed').words,
      cancelled: stateLook('cancelled').words,
      claim_lost: stateLook('claim_lost').words,
    },
  };
}
