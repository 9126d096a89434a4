import type { Sandbox } from '../../runner/agents/agent.ts';
import { requireShell } from '../../runner/workspace/shell.ts';
import { whyNoLonger } from '../eligibility.ts';
import { offeredTools, TOOLS_OF_AN_ISSUE } from '../tools/specs.ts';
import { templateInstructions, templateNextPrompt, templatePrompt } from '../workflow/template.ts';
import type { ThreadSandbox, Workflow } from '../workflow/types.ts';
import type { Mode } from './mode.ts';

/** Codex's words for the sandbox of a thread, as the policy of a turn. */
const POLICIES: Readonly<Record<ThreadSandbox, { type: string }>> = {
  'read-only': { type: 'readOnly' },
  'workspace-write': { type: 'workspaceWrite' },
  'danger-full-access': { type: 'dangerFullAccess' },
};

/** What is answered to an approval is decided by what Codex may do anyway; a sandbox of somebody else's is none of Codex's. */
const SANDBOXES: Readonly<Record<string, Sandbox>> = {
  readOnly: 'read-only',
  workspaceWrite: 'workspace-write',
  dangerFullAccess: 'full',
  externalSandbox: 'full',
};

/**
 * A YAML workflow alone, as the Symphony service specification has it: the hooks fill the folder, the agent moves the tracker,
 * and an attempt goes on for as long as the issue is in an active state. Maestro writes nothing by itself.
 */
export const SPECIFICATION: Mode = {
  tools: (workflow) => offeredTools(workflow, TOOLS_OF_AN_ISSUE),
  instructions: templateInstructions,
  firstPrompt: templatePrompt,
  // Nothing is validated there: no attempt goes on in the thread of another one.
  retryPrompt: templateNextPrompt,
  nextPrompt: templateNextPrompt,
  needsIssue: () => true,
  judge({ workflow, turn, issue }) {
    const reason = issue ? whyNoLonger(issue, workflow) : 'it is gone';
    if (reason !== null)
      return { disposition: 'release', code: null, reason: `The issue is left: ${reason}.` };
    return { disposition: turn < workflow.execution.maxTurns ? 'continue' : 'requeue', code: null };
  },
  // "On any error, fail the worker attempt (the orchestrator will retry)": whoever wants it to stop moves the issue.
  triesAgain: () => true,
  // Both limits are of silence there, and begin anew with every word of the agent: nothing limits a turn that goes on working.
  limits: ({ config, workflow }) => ({
    idleLimitMs: Math.min(config.limits.idleMs, codexOf(workflow).turnTimeoutMs),
    wallLimitMs: Number.POSITIVE_INFINITY,
  }),
  async agent({ workflow }, env) {
    const { command, approvalPolicy, readTimeoutMs } = codexOf(workflow);
    const sandboxPolicy = policyOf(workflow);
    return {
      // Not a login shell, as the specification has it: a profile could bring back the secrets that were left out.
      command: [await requireShell(env), '-c', command],
      sandbox: SANDBOXES[sandboxPolicy?.type ?? 'workspaceWrite'] ?? 'workspace-write',
      ...(sandboxPolicy === null ? {} : { sandboxPolicy }),
      ...(approvalPolicy === null ? {} : { approvalPolicy }),
      answerMs: readTimeoutMs,
    };
  },
};

/**
 * The policy of every turn. A thread is never *started* with a sandbox (`runner/agents/codex/thread.ts` says why): what the
 * workflow says of the thread holds for each of its turns.
 */
function policyOf(workflow: Workflow): (Record<string, unknown> & { type: string }) | null {
  const { turnSandboxPolicy, threadSandbox } = codexOf(workflow);
  return turnSandboxPolicy ?? (threadSandbox === null ? null : POLICIES[threadSandbox]);
}

function codexOf({ specification }: Workflow): NonNullable<Workflow['specification']>['codex'] {
  if (specification === null) throw new TypeError('Only a YAML workflow runs in specification mode.');
  return specification.codex;
}
