import type { Sandbox } from '../../runner/agents/agent.ts';
import type { Problem } from '../problem.ts';

const FULL =
  'The agent may do whatever you can on this machine: read and change every file, run every program, use the network. Words hidden in the project could make it do so against you.';
const READ_ONLY = 'The agent can only read: it cannot tick a box, so every task will be left unfinished.';

/** What should be known before a start with this sandbox, in plain words; nothing for the usual one. */
export function sandboxWarnings(sandbox: Sandbox): Problem[] {
  const warn = (code: string, message: string): Problem[] => [
    { severity: 'warning', code, message, line: null },
  ];
  switch (sandbox) {
    case 'workspace-write':
      return [];
    case 'read-only':
      return warn('sandbox.read-only', READ_ONLY);
    case 'full':
      return warn('sandbox.full', FULL);
  }
}
