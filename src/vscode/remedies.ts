import * as vscode from 'vscode';
import type { MaestroError } from '../platform/errors.ts';

/** What the user of a window does about a failure, and a button for it where there is one. */
export interface Remedy {
  words: string | undefined;
  action?: RemedyAction;
}

/** A button, and the command behind it. */
export interface RemedyAction {
  title: string;
  command: string;
  arguments?: unknown[];
}

/** What is known of a failure; `data.contribution` is the id of the one that it stopped. */
export interface Failed {
  code: string;
  remedy?: string | null | undefined;
  data?: MaestroError['data'];
}

/** The engine's remedies speak of the command line in places; here the window's own way stands for those. */
export function remedyOf({ code, data, ...failed }: Failed): Remedy {
  const remedy = failed.remedy ?? undefined;
  const { t } = vscode.l10n;
  const signIn = t('Sign In');
  const contributions = { title: t('Show Contributions'), command: 'maestro.symphony.actions' };
  switch (code) {
    case 'github.signed-out':
    case 'start.not-signed-in':
      return {
        words: t('A contribution is made in your name: sign in and try again.'),
        action: { title: signIn, command: 'maestro.symphony.signIn' },
      };
    case 'github.unauthorized':
    case 'github.bad-token':
      return {
        words: t('GitHub does not accept your sign-in any more: sign in again.'),
        action: { title: signIn, command: 'maestro.symphony.signIn', arguments: ['renew'] },
      };
    case 'git.workflow-scope':
      return {
        words: t(
          'Files in .github/workflows are to be pushed: sign in once more, with the right to change them.',
        ),
        action: {
          title: t('Sign In and Resume'),
          command: 'maestro.symphony.resume',
          ...(data?.contribution ? { arguments: [data.contribution] } : {}),
        },
      };
    case 'github.no-sign-in':
      return {
        words: remedy,
        action: {
          title: t('Open Settings'),
          command: 'workbench.action.openSettings',
          arguments: ['github-enterprise.uri'],
        },
      };
    case 'window.untrusted':
      return {
        words: remedy,
        action: { title: t('Manage Trust'), command: 'workbench.trust.manage' },
      };
    case 'agent.rehearsal-only':
      return {
        words: t('Give the issue back, or start it with another agent.'),
        action: { title: t('Rehearse'), command: 'maestro.symphony.rehearse' },
      };
    case 'control.not-running':
    case 'control.not-now':
    case 'control.ended':
    case 'contribution.unknown':
    case 'start.already-started':
      return { words: undefined, action: contributions };
    case 'workspace.occupied':
    case 'workspace.not-writable':
      return { words: t('Start again and choose another folder.') };
    case 'engine.did-not-start':
      return {
        words: t('Try to resume the contribution.'),
        action: { title: t('Resume'), command: 'maestro.symphony.resume' },
      };
    default:
      return { words: remedy };
  }
}
