import type { Sandbox, Turn } from '../agent.ts';

const READ = { read: 'allow', glob: 'allow', grep: 'allow', list: 'allow' };
const WRITE = {
  ...READ,
  edit: 'allow',
  bash: 'allow',
  todowrite: 'allow',
  todoread: 'allow',
};
/** It tells nothing of what its sub-agents use, so that their tokens would be in no account and under no budget. */
const ALONE = { task: 'deny' };
/** Named one by one, because a rule of the user's own settings for one of them would win over the `*`. */
const NEVER = {
  '*': 'deny',
  external_directory: 'deny',
  webfetch: 'deny',
  websearch: 'deny',
  codesearch: 'deny',
  question: 'deny',
  ...ALONE,
};

/**
 * What OpenCode may do. It has no sandbox of the operating system; its own permission rules are all there is:
 *
 * - `read-only`: it may read the clone; nothing that writes or runs is allowed.
 * - `workspace-write`: it may change files of the clone and run commands without being asked. Its tools for the network are
 *   off, but a command can do whatever the user can: write elsewhere, use the network, read its key.
 * - `full`: everything.
 *
 * In none of them it may start sub-agents.
 */
export function permissions(sandbox: Sandbox): Record<string, string> {
  switch (sandbox) {
    case 'read-only':
      return { ...NEVER, edit: 'deny', bash: 'deny', ...READ };
    case 'workspace-write':
      return { ...NEVER, ...WRITE };
    case 'full':
      return {
        '*': 'allow',
        external_directory: 'allow',
        webfetch: 'allow',
        websearch: 'allow',
        ...WRITE,
        ...ALONE,
      };
  }
}

/** The arguments of one turn. With a title of its own, no model is asked for one. */
export function openCodeArguments(turn: Pick<Turn, 'model' | 'sessionId'>): string[] {
  return [
    ...['run', '--format', 'json', '--title', 'Maestro Symphony', '--print-logs', '--log-level', 'INFO'],
    ...(turn.model === null ? [] : ['--model', turn.model]),
    ...(turn.sessionId === null ? [] : ['--session', turn.sessionId]),
  ];
}

/**
 * The environment of one turn. The clone is a stranger's: its `opencode.json` and `.opencode/` could start any program
 * (plugins, tool servers), so that only the user's own settings are read. Ours come in a variable, over the user's.
 */
export function openCodeVariables(env: NodeJS.ProcessEnv, sandbox: Sandbox): NodeJS.ProcessEnv {
  const config = {
    permission: permissions(sandbox),
    share: 'disabled',
    autoupdate: false,
    // Its own copies of the clone before and after each response, for an undo that nobody asks for here: tasks are commits.
    snapshot: false,
  };
  return {
    ...env,
    OPENCODE_CONFIG_CONTENT: JSON.stringify(config),
    OPENCODE_DISABLE_PROJECT_CONFIG: '1',
    OPENCODE_DISABLE_CLAUDE_CODE: '1',
    OPENCODE_DISABLE_EXTERNAL_SKILLS: '1',
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    OPENCODE_DISABLE_TERMINAL_TITLE: '1',
  };
}
