import type { Sandbox, Turn } from '../agent.ts';

/** Tools that read and change files and think; nothing that waits for a person, a schedule or another session. */
const READ = ['Glob', 'Grep', 'Read'];
const WRITE = [...READ, 'Bash', 'Edit', 'NotebookEdit', 'Task', 'Write'];
const NETWORK = ['WebFetch', 'WebSearch'];

/**
 * What Claude Code may do. Its sandbox of the operating system is not switched on (docs/decisions/0009), so that its own
 * permission rules are all there is:
 *
 * - `read-only`: it has no tool that writes or runs anything.
 * - `workspace-write`: its file tools write inside the clone only and it has no tools for the network. It may run commands
 *   without being asked, and a command can do whatever the user can: write elsewhere, use the network, read its key.
 * - `full`: its file tools write everywhere and it may fetch pages and search the network.
 *
 * Whatever else it asks for is denied, because nobody is there to answer.
 */
function permissions(sandbox: Sandbox): string[] {
  switch (sandbox) {
    case 'read-only':
      return ['--permission-mode', 'dontAsk', '--tools', READ.join(',')];
    case 'workspace-write':
      return ['--permission-mode', 'acceptEdits', '--tools', WRITE.join(','), '--allowedTools', 'Bash'];
    case 'full': {
      // Not `bypassPermissions`: that is refused to root.
      const all = [...WRITE, ...NETWORK].join(',');
      return ['--permission-mode', 'acceptEdits', '--tools', all, '--allowedTools', all];
    }
  }
}

/**
 * The arguments of one turn. A clone is a stranger's: its settings (hooks, environment, helpers) and its tool servers
 * would be run without a question in print mode, so that only the user's own settings are read, and no tool server is started.
 */
export function claudeArguments(turn: Pick<Turn, 'model' | 'sandbox' | 'sessionId'>): string[] {
  return [
    '-p',
    ...['--output-format', 'stream-json', '--verbose', '--include-partial-messages'],
    ...['--setting-sources', 'user', '--strict-mcp-config', '--permission-prompts', 'none'],
    ...permissions(turn.sandbox),
    ...(turn.model === null ? [] : ['--model', turn.model]),
    ...(turn.sessionId === null ? [] : ['--resume', turn.sessionId]),
  ];
}

/** The environment of one turn: few retries (it would try for minutes), nothing in the background, no traffic of its own. */
export function claudeVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    CLAUDE_CODE_MAX_RETRIES: '3',
    ...env,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
    DISABLE_AUTOUPDATER: '1',
  };
}
