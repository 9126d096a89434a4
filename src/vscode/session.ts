import * as vscode from 'vscode';
import { MaestroError } from '../platform/errors.ts';

const SCOPES = ['repo'];
/** What a push needs that changes files in `.github/workflows`. Asked for only then: it lets in more than most ever need. */
const WITH_WORKFLOWS = [...SCOPES, 'workflow'];

/** What kind of sign-in is asked for. */
export interface SignIn {
  /** Also when there is one, because GitHub does not accept it any more. */
  renew?: boolean;
  /** One that may change files in `.github/workflows`. */
  workflows?: boolean;
}

/** The user's GitHub sign-in, kept by the editor. Asked silently; a question is put only when `signIn` is called. */
export class Session {
  readonly onDidChange: vscode.Event<void>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];

  /** @param host the web host that a token will be sent to, for example `github.com`. */
  constructor(
    private readonly host: () => Promise<string>,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.onDidChange = this.#changed.event;
    this.#disposables = [
      this.#changed,
      vscode.authentication.onDidChangeSessions(({ provider }) => {
        if (provider.id === 'github' || provider.id === 'github-enterprise') this.#changed.fire();
      }),
    ];
  }

  /** The token when the user is signed in and has let this extension use it; never asks. */
  async token(): Promise<string | undefined> {
    const host = await this.host();
    if (!isReachable(host)) return undefined;
    try {
      return (await known(host))?.accessToken;
    } catch (error) {
      // The editor's sign-in is off or broken: everything that needs no account still works.
      this.log.warn(`The sign-in to ${host} cannot be asked: ${String(error)}`);
      return undefined;
    }
  }

  /**
   * The token, after asking for the sign-in when there is none.
   * @throws MaestroError `github.signed-out` or `github.no-workflow-scope` when the user declined, `github.no-sign-in` when the
   * editor cannot sign in to this host.
   */
  async signIn({ renew = false, workflows = false }: SignIn = {}): Promise<string> {
    const host = await this.host();
    if (!isReachable(host))
      throw new MaestroError('github.no-sign-in', vscode.l10n.t('The editor cannot sign in to {0}.', host), {
        remedy: vscode.l10n.t('Set "github-enterprise.uri" to the same host in the settings.'),
      });
    const there = await known(host).catch(() => undefined);
    if (there && !renew && (!workflows || mayChangeWorkflows(there))) return there.accessToken;
    // What is renewed must not do less than it did: it would not be the one that is taken.
    const scopes = workflows || (there && mayChangeWorkflows(there)) ? WITH_WORKFLOWS : SCOPES;
    const ask = workflows ? { detail: whyWorkflows() } : true;
    // More rights for the same person: the contribution is theirs.
    const account = there ? { account: there.account } : {};
    const { getSession } = vscode.authentication;
    try {
      const session = renew
        ? await getSession(providerOf(host), scopes, { forceNewSession: ask })
        : await getSession(providerOf(host), scopes, { createIfNone: ask, ...account });
      return session.accessToken;
    } catch (cause) {
      if (there && workflows)
        throw new MaestroError(
          'github.no-workflow-scope',
          vscode.l10n.t('Your sign-in to {0} may not change files in .github/workflows.', host),
          {
            cause,
            remedy: vscode.l10n.t(
              'Such files are to be pushed, which GitHub would refuse: try again and allow it.',
            ),
          },
        );
      throw new MaestroError('github.signed-out', vscode.l10n.t('You are not signed in to {0}.', host), {
        cause,
        remedy: vscode.l10n.t('A contribution is made in your name: sign in and try again.'),
      });
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

/** The session that may do the most, of those that were granted; nothing is asked. */
async function known(host: string): Promise<vscode.AuthenticationSession | undefined> {
  for (const scopes of [WITH_WORKFLOWS, SCOPES]) {
    const session = await vscode.authentication.getSession(providerOf(host), scopes, { silent: true });
    if (session) return session;
  }
  return undefined;
}

function whyWorkflows(): string {
  return vscode.l10n.t(
    'Files in .github/workflows are to be pushed. GitHub takes them only with the right to change them ("workflow").',
  );
}

function mayChangeWorkflows({ scopes }: vscode.AuthenticationSession): boolean {
  return WITH_WORKFLOWS.every((scope) => scopes.includes(scope));
}

function providerOf(host: string): 'github' | 'github-enterprise' {
  return host === 'github.com' ? 'github' : 'github-enterprise';
}

// The enterprise sign-in belongs to one host: its token must not travel to any other.
function isReachable(host: string): boolean {
  if (host === 'github.com') return true;
  const uri = vscode.workspace.getConfiguration('github-enterprise').get<unknown>('uri');
  return typeof uri === 'string' && URL.canParse(uri) && new URL(uri).host === host;
}
