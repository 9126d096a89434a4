import { HARDENED, type Setting, settingVariables } from './settings.ts';

// What git needs of a machine and its user: where things are, how to get out, whom to trust, which configuration is theirs.
const PASSED = new Set([
  ...['PATH', 'HOME', 'XDG_CONFIG_HOME', 'TMPDIR', 'TEMP', 'TMP'],
  ...['USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA'],
  ...['SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'PATHEXT'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO', 'GIT_SSL_CAPATH'],
  ...['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM'],
]);

/** The whole environment of a git process: the allow-list above of the user's own, then ours. */
export function gitEnvironment(
  env: NodeJS.ProcessEnv,
  settings: readonly Setting[] = [],
  extra: NodeJS.ProcessEnv = {},
): NodeJS.ProcessEnv {
  const passed = Object.entries(env).filter(([name]) => PASSED.has(name.toUpperCase()));
  return {
    ...Object.fromEntries(passed),
    LC_ALL: 'C',
    // Nothing may ask: no terminal, no window (an empty helper also switches off SSH_ASKPASS and core.askPass).
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    // No transport at all, unless a command that needs one names it.
    GIT_ALLOW_PROTOCOL: '',
    // What is missing in a partial clone is fetched by name. Left to git, a server that does not have it either would be asked by
    // one process inside the other without end.
    GIT_NO_LAZY_FETCH: '1',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    // Looking must not take the index lock away from an agent or an editor.
    GIT_OPTIONAL_LOCKS: '0',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_DEFAULT_HASH: 'sha1',
    ...settingVariables([...HARDENED, ...settings]),
    ...extra,
  };
}
