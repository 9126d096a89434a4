import type { Sandbox } from '../../runner/agents/agent.ts';

/** What a reader has to know of a sandbox other than the usual one, as one line or none. */
export function sandboxWords(sandbox: Sandbox): string[] {
  switch (sandbox) {
    case 'workspace-write':
      return [];
    case 'read-only':
      return ['read-only: the agent cannot change anything'];
    case 'full':
      return ['full: the agent may do whatever you can on this machine'];
  }
}
