import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { fold } from '../../src/symphony/journal/fold.ts';
import { notifyOfChange } from '../../src/vscode/clone-window/notify.ts';
import { Session } from '../../src/vscode/session.ts';

interface Asked {
  scopes: readonly string[];
  options: vscode.AuthenticationGetSessionOptions;
}

describe('the right to change workflows', () => {
  const channel = vscode.window.createOutputChannel('test', { log: true });
  const { getSession: original } = vscode.authentication;
  let granted: string[][];
  let asked: Asked[];
  let isAllowed: boolean;
  let session: Session;

  beforeEach(() => {
    granted = [['repo']];
    asked = [];
    isAllowed = true;
    // The editor's answers, as GitHub's sign-in gives them: a session for exactly these scopes.
    const getSession = async (_provider: string, wanted: string[], options: Asked['options']) => {
      const has = (scopes: string[]): boolean => String(scopes) === String(wanted);
      if (!granted.some(has) || options.forceNewSession) {
        if (options.silent) return undefined;
        asked.push({ scopes: wanted, options });
        if (!isAllowed) throw new Error('User did not consent to login.');
        granted.push(wanted);
      }
      const account = { id: '1', label: 'ada' };
      return { id: String(wanted), accessToken: `token of ${wanted.join(' ')}`, account, scopes: wanted };
    };
    Object.assign(vscode.authentication, { getSession });
    session = new Session(async () => 'github.com', channel);
  });

  afterEach(() => {
    session.dispose();
    Object.assign(vscode.authentication, { getSession: original });
  });

  after(() => channel.dispose());

  it('is asked for where it is missing, once, of the person who is signed in, and with the reason', async () => {
    assert.equal(await session.signIn(), 'token of repo');
    assert.equal(asked.length, 0);
    assert.equal(await session.signIn({ workflows: true }), 'token of repo workflow');
    assert.equal(await session.signIn({ workflows: true }), 'token of repo workflow');
    const [first, ...more] = asked;
    assert.equal(more.length, 0);
    assert.deepEqual(first?.scopes, ['repo', 'workflow']);
    assert.equal(first?.options.account?.label, 'ada');
    assert.match(JSON.stringify(first?.options.createIfNone), /\.github\/workflows/);
  });

  it('is used by all that follows, and renewed with the rest', async () => {
    granted.push(['repo', 'workflow']);
    assert.equal(await session.token(), 'token of repo workflow');
    assert.equal(await session.signIn(), 'token of repo workflow');
    await session.signIn({ renew: true });
    assert.deepEqual(
      asked.map(({ scopes }) => scopes),
      [['repo', 'workflow']],
    );
  });

  it('is not taken for a missing sign-in when the user does not give it', async () => {
    isAllowed = false;
    await assert.rejects(session.signIn({ workflows: true }), { code: 'github.no-workflow-scope' });
    assert.equal(await session.token(), 'token of repo');
    granted = [];
    await assert.rejects(session.signIn({ workflows: true }), { code: 'github.signed-out' });
  });

  it('is offered by the notice of a push that was refused for it, which then goes on', async () => {
    const before = { ...fold([]), id: 'abcdefgh', state: 'running' as const };
    const { buttons, commands } = await answeredNotice({
      ...before,
      state: 'needs_attention',
      problem: {
        code: 'git.workflow-scope',
        message: 'The push was refused.',
        remedy: 'Run gh auth refresh.',
      },
    });
    assert.deepEqual(buttons, ['Sign In and Resume']);
    assert.deepEqual(commands, [['maestro.symphony.resume', 'abcdefgh']]);
    const other = await answeredNotice({
      ...before,
      state: 'needs_attention',
      problem: { code: 'git.push-rejected', message: 'The push was refused.', remedy: null },
    });
    assert.deepEqual(other.commands, [['maestro.symphony.actions', 'abcdefgh']]);

    async function answeredNotice(now: Parameters<typeof notifyOfChange>[1]) {
      const { showWarningMessage } = vscode.window;
      const { executeCommand } = vscode.commands;
      const seen = { buttons: [] as string[], commands: [] as unknown[][] };
      Object.assign(vscode.window, {
        showWarningMessage: async (text: string, ...items: string[]) => {
          assert.doesNotMatch(text, /\bgh\b/);
          seen.buttons.push(...items);
          return items[0];
        },
      });
      Object.assign(vscode.commands, {
        executeCommand: async (...args: unknown[]) => void seen.commands.push(args),
      });
      try {
        await notifyOfChange(before, now);
      } finally {
        Object.assign(vscode.window, { showWarningMessage });
        Object.assign(vscode.commands, { executeCommand });
      }
      return seen;
    }
  });
});
