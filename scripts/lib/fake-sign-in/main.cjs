// The account is `maestro-test.account` of the user settings, else that of MAESTRO_FAKE_TOKEN and MAESTRO_FAKE_LOGIN; it starts
// signed in where the settings' `signedIn` or MAESTRO_FAKE_SIGNED_IN=1 says so. Whether somebody is signed in is kept as a
// secret of the editor, as the real sign-in does: every window sees the same. What the user settings hold as
// `maestro-test.secret` becomes a secret of the editor, too: a test looks for it where it must not be.
const vscode = require('vscode');

exports.activate = (context) => {
  const { MAESTRO_FAKE_TOKEN, MAESTRO_FAKE_LOGIN, MAESTRO_FAKE_SIGNED_IN } = process.env;
  const settings = vscode.workspace.getConfiguration('maestro-test');
  const {
    token: accessToken = MAESTRO_FAKE_TOKEN,
    login: label = MAESTRO_FAKE_LOGIN,
    signedIn = MAESTRO_FAKE_SIGNED_IN === '1',
  } = settings.get('account') ?? {};
  const planted = settings.get('secret');
  if (planted) void context.secrets.store('planted', planted);
  for (const [id, name] of [
    ['github', 'GitHub'],
    ['github-enterprise', 'GitHub Enterprise'],
  ]) {
    const changed = new vscode.EventEmitter();
    const session = (scopes) => ({ id, accessToken, account: { id: label, label }, scopes });
    const scopesOf = async () => {
      const stored = await context.secrets.get(id);
      return JSON.parse(stored ?? (signedIn ? '["repo"]' : 'null'));
    };
    const provider = {
      onDidChangeSessions: changed.event,
      async getSessions(wanted = []) {
        const scopes = await scopesOf();
        return scopes && wanted.every((scope) => scopes.includes(scope)) ? [session(scopes)] : [];
      },
      async createSession(scopes) {
        await context.secrets.store(id, JSON.stringify(scopes));
        const added = session([...scopes]);
        changed.fire({ added: [added], removed: [], changed: [] });
        return added;
      },
      async removeSession() {
        const removed = session((await scopesOf()) ?? []);
        await context.secrets.store(id, 'null');
        changed.fire({ added: [], removed: [removed], changed: [] });
      },
    };
    context.subscriptions.push(
      changed,
      vscode.authentication.registerAuthenticationProvider(id, name, provider, {
        supportsMultipleAccounts: false,
      }),
    );
  }
};
