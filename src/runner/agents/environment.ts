/** What every agent needs to find its programs, its home, its language, its way through a proxy. */
const COMMON = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'XDG_CONFIG_HOME',
  'XDG_CACHE_HOME',
  'XDG_DATA_HOME',
  'XDG_STATE_HOME',
  'XDG_RUNTIME_DIR',
  // Windows finds nothing without these.
  'USERPROFILE',
  'USERNAME',
  'USERDOMAIN',
  'HOMEDRIVE',
  'HOMEPATH',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'PROGRAMFILES(X86)',
  'PROGRAMW6432',
  'COMMONPROGRAMFILES',
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'NUMBER_OF_PROCESSORS',
  'PROCESSOR_ARCHITECTURE',
  'OS',
  // Proxies and certificates.
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
]);

/** What each agent reads besides: the place of its settings, and its own key. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  codex: ['CODEX_HOME', 'OPENAI_API_KEY', 'OPENAI_BASE_URL', 'CODEX_API_KEY', 'CODEX_CA_CERTIFICATE'],
  claude: [
    'CLAUDE_CONFIG_DIR',
    'ANTHROPIC_API_KEY',
    'ANTHROPIC_AUTH_TOKEN',
    'ANTHROPIC_BASE_URL',
    'ANTHROPIC_MODEL',
    'CLAUDE_CODE_OAUTH_TOKEN',
    'CLAUDE_CODE_MAX_RETRIES',
    // Where its own temporary files go: TMPDIR is not asked for that.
    'CLAUDE_CODE_TMPDIR',
    'CLAUDE_CODE_GIT_BASH_PATH',
  ],
  // It speaks to any provider; these are the keys it looks for.
  opencode: [
    'OPENCODE_CONFIG',
    'OPENCODE_CONFIG_DIR',
    'OPENCODE_API_KEY',
    'OPENCODE_DISABLE_DEFAULT_PLUGINS',
    'OPENCODE_DISABLE_MODELS_FETCH',
    'OPENCODE_MODELS_PATH',
    'ANTHROPIC_API_KEY',
    'GEMINI_API_KEY',
    'OPENAI_API_KEY',
    'OPENROUTER_API_KEY',
  ],
  gemini: [
    'GEMINI_CLI_HOME',
    'GEMINI_CLI_NO_RELAUNCH',
    'GEMINI_API_KEY',
    'GEMINI_MODEL',
    'GOOGLE_API_KEY',
    'GOOGLE_GEMINI_BASE_URL',
    'GOOGLE_VERTEX_BASE_URL',
    'GOOGLE_GENAI_USE_VERTEXAI',
    'GOOGLE_GENAI_USE_GCA',
    'GOOGLE_CLOUD_PROJECT',
    'GOOGLE_CLOUD_LOCATION',
    'GOOGLE_APPLICATION_CREDENTIALS',
  ],
};

/**
 * The environment of an agent's process: an allow-list, so that no token of GitHub, Linear, npm or a cloud ever reaches
 * an agent, whatever it is called. Names are compared without regard to case (`http_proxy`, Windows' `Path`).
 */
export function agentEnvironment(env: NodeJS.ProcessEnv, agentId: string): NodeJS.ProcessEnv {
  const own = new Set(agentId === 'acp' ? acpVariables() : (OWN[agentId] ?? []));
  const kept = Object.entries(env).filter(([name]) => {
    const upper = name.toUpperCase();
    return COMMON.has(upper) || upper.startsWith('LC_') || own.has(upper);
  });
  // Agents that see a capable terminal colour their output and ask questions. husky, which an `npm install` starts, would write
  // into the clone's git configuration, which must stay as it is.
  return { ...Object.fromEntries(kept), TERM: 'dumb', NO_COLOR: '1', HUSKY: '0' };
}

/** An ACP agent's command may be any of the others, or one that uses the same providers. */
function acpVariables(): string[] {
  return ['MAESTRO_ACP_COMMAND', ...Object.values(OWN).flat()];
}
