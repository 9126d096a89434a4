import * as vscode from 'vscode';
import { MaestroError } from '../platform/errors.ts';
import type { SymphonyContext } from '../symphony/context.ts';
import type { EngineCommand } from '../symphony/launch.ts';
import type { WindowEnvironment } from './environment.ts';
import { ReadonlyDocuments } from './readonly-documents.ts';
import { Session, type SignIn } from './session.ts';

/**
 * What every command and view of the window gets: where to log, who is signed in, how the engine is reached. What is
 * heavy is loaded when it is first asked for.
 */
export class Door implements vscode.Disposable {
  readonly log = vscode.window.createOutputChannel('Maestro Symphony', { log: true });
  readonly session = new Session(async () => (await this.environment()).githubHost, this.log);
  readonly documents = new ReadonlyDocuments();
  /** Small things to remember between windows, for example the agent that was chosen last. */
  readonly memory: vscode.Memento;
  readonly extensionUri: vscode.Uri;
  /** The stats' tab while it is open. */
  statsPanel: vscode.WebviewPanel | undefined;
  #context: { key: string; made: Promise<SymphonyContext> } | undefined;

  constructor(extension: Pick<vscode.ExtensionContext, 'extensionUri' | 'globalState'>) {
    this.extensionUri = extension.extensionUri;
    this.memory = extension.globalState;
  }

  /** The settings and the environment, read anew. */
  async environment(): Promise<WindowEnvironment> {
    return (await import('./environment.ts')).readEnvironment();
  }

  /** The engine's context with the user's token when they are signed in. Kept while settings and token stay the same. */
  async context(): Promise<SymphonyContext> {
    return this.#contextWith(await this.session.token());
  }

  /** The same for what is done in the user's name: asks for the sign-in when it is missing, or may not do enough. */
  async signedInContext(ask: SignIn = {}): Promise<SymphonyContext> {
    return this.#contextWith(await this.session.signIn(ask));
  }

  /**
   * Refuses what runs an agent, git or a terminal in Restricted Mode.
   * @throws MaestroError `window.untrusted`.
   */
  requireTrust(): void {
    if (vscode.workspace.isTrusted) return;
    throw new MaestroError('window.untrusted', vscode.l10n.t('This window is in Restricted Mode.'), {
      remedy: vscode.l10n.t('Trust its workspace, or use an empty window.'),
    });
  }

  /** Tells the user about a failure. Not to be awaited: it ends when they have answered. */
  report(error: unknown): void {
    void import('./report.ts').then(({ report }) => report(this, error));
  }

  /** How this extension's own command line is started on the editor's Node.js: the engine's and the terminals' way. */
  command(...args: readonly string[]): EngineCommand {
    const cli = vscode.Uri.joinPath(this.extensionUri, 'dist', 'cli.js').fsPath;
    return { file: process.execPath, args: [cli, ...args], env: { ELECTRON_RUN_AS_NODE: '1' } };
  }

  dispose(): void {
    this.statsPanel?.dispose();
    this.documents.dispose();
    this.session.dispose();
    this.log.dispose();
  }

  async #contextWith(token: string | undefined): Promise<SymphonyContext> {
    const { env, settings } = await this.environment();
    const key = JSON.stringify([token, settings]);
    if (this.#context?.key !== key) {
      const made = import('./context.ts').then((module) => module.windowContext(env, token, this.log));
      this.#context = { key, made };
    }
    return this.#context.made;
  }
}
