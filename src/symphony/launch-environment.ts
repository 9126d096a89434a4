const TOKEN = /(?:^|_)(?:TOKEN|PAT)$/i;
const OTHER_CREDENTIALS =
  /^(?:LINEAR_API_KEY|GITHUB_AUTH|GIT_ASKPASS|SSH_ASKPASS|npm_config_.*(?:auth|token|password).*)$/i;
// What the coding agents themselves sign in with; each agent's own environment is an allow-list made later.
const AGENTS_OWN =
  /^(?:ANTHROPIC|CLAUDE|CLAUDE_CODE|OPENAI|CODEX|GEMINI|GOOGLE|AZURE|AWS|OPENCODE|OPENROUTER|MISTRAL|GROQ|HF)_/i;

/** An environment without forge, registry and tracker tokens: the engine gets its token otherwise and its children none. */
export function withoutTokens(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => {
      if (OTHER_CREDENTIALS.test(name)) return false;
      return !TOKEN.test(name) || AGENTS_OWN.test(name);
    }),
  );
}
