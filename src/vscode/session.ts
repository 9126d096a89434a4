import * as vscode from 'vscode';
import { MaestroError } from '../platform/errors.ts';

const SCOPES = ['repo'];

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
      const session = await vscode.authentication.getSession(providerOf(host), SCOPES, { silent: true });
      return session?.accessToken;
    } catch (error) {
      // The editor's sign-in is off or broken: everything that needs no account still works.
      this.log.warn(`The sign-in to ${host} cannot be asked: ${String(error)}`);
      return undefined;
    }
  }

  /**
   * The token, after asking for the sign-in when there is none.
   * @param renew ask also when there is one: GitHub does not accept it any more.
   * @throws MaestroError `github.signed-out` when the user declined, `github.no-sign-in` when the editor cannot sign in to
   * this host.
   */
  async signIn(renew = false): Promise<string> {
    const host = await this.host();
    if (!isReachable(host))
      throw new MaestroError('github.no-sign-in', vscode.l10n.t('The editor cannot sign in to {0}.', host), {
        remedy: vscode.l10n.t('Set "github-enterprise.uri" to the same host in the settings.'),
      });
    const { getSession } = vscode.authentication;
    try {
      const session = renew
        ? await getSession(providerOf(host), SCOPES, { forceNewSession: true })
        : await getSession(providerOf(host), SCOPES, { createIfNone: true });
      return session.accessToken;
    } catch (cause) {
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

function providerOf(host: string): 'github' | 'github-enterprise' {
  return host === 'github.com' ? 'github' : 'github-enterprise';
}

// The enterprise sign-in belongs to one host: its token must not travel to any other.
function isReachable(host: string): boolean {
  if (host === 'github.com') return true;
  const uri = vscode.workspace.getConfiguration('github-enterprise').get<unknown>('uri');
  return typeof uri === 'string' && URL.canParse(uri) && new URL(uri).host === host;
}
