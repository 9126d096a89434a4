// MAESTRO_FAKE_TOKEN is the token of the account MAESTRO_FAKE_LOGIN; MAESTRO_FAKE_SIGNED_IN=1 starts signed in.
const vscode = require('vscode');

exports.activate = (context) => {
  const { MAESTRO_FAKE_TOKEN: accessToken, MAESTRO_FAKE_LOGIN: label, MAESTRO_FAKE_SIGNED_IN } = process.env;
  for (const [id, name] of [
    ['github', 'GitHub'],
    ['github-enterprise', 'GitHub Enterprise'],
  ]) {
    const changed = new vscode.EventEmitter();
    const session = (scopes) => ({
      id: `${id}-1`,
      accessToken,
      account: { id: label, label },
      scopes: [...scopes],
    });
    let sessions = MAESTRO_FAKE_SIGNED_IN === '1' ? [session(['repo'])] : [];
    const provider = {
      onDidChangeSessions: changed.event,
      getSessions: async (scopes) =>
        sessions.filter((one) => (scopes ?? []).every((scope) => one.scopes.includes(scope))),
      createSession: async (scopes) => {
        const added = session(scopes);
        sessions = [added];
        changed.fire({ added: [added], removed: [], changed: [] });
        return added;
      },
      removeSession: async (gone) => {
        const removed = sessions.filter((one) => one.id === gone);
        sessions = sessions.filter((one) => one.id !== gone);
        changed.fire({ added: [], removed, changed: [] });
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
