import type { PermissionOption, RequestPermissionResponse } from '@agentclientprotocol/sdk';
import { oneLine } from '../../../platform/text.ts';
import type { AgentEvent, Sandbox } from '../agent.ts';
import type { ToolCall } from './messages.ts';
import { isOurs } from './paths.ts';

const READS = new Set(['read', 'search', 'think']);
const EDITS = new Set(['edit', 'delete', 'move']);

/** The answer to a request for permission, and what the journal is told of it. */
export interface Permission {
  response: RequestPermissionResponse;
  told: Extract<AgentEvent, { kind: 'needs_input' }>;
}

/**
 * The policy: nobody is there to ask. With `workspace-write` an edit of files that all lie in the clone is allowed, once;
 * with `full`, chosen by the user, everything. Whatever else asks is rejected, and the agent goes on without it.
 */
export async function answerPermission(
  call: ToolCall,
  options: readonly PermissionOption[],
  { cwd, sandbox }: { cwd: string; sandbox: Sandbox },
): Promise<Permission> {
  const question = `May it use ${oneLine(call.title ?? call.kind ?? 'a tool', 500)}?`;
  const once = (kind: PermissionOption['kind']) => options.find((option) => option.kind === kind);
  const option = ((await isAllowed(call, cwd, sandbox)) && once('allow_once')) || once('reject_once');
  const answered = `${option?.kind === 'allow_once' ? 'allowed once' : 'rejected'} (sandbox: ${sandbox})`;
  const told = { kind: 'needs_input' as const, question, answered };
  // Without a choice for this once there is none that we make: "always" would outlive the turn.
  if (!option) return { response: { outcome: { outcome: 'cancelled' } }, told };
  return { response: { outcome: { outcome: 'selected', optionId: option.optionId } }, told };
}

async function isAllowed(call: ToolCall, cwd: string, sandbox: Sandbox): Promise<boolean> {
  if (sandbox === 'full') return true;
  const kind = call.kind ?? 'other';
  const paths = [
    ...(call.locations ?? []).map(({ path }) => path),
    ...(call.content ?? []).flatMap((content) => (content.type === 'diff' ? [content.path] : [])),
  ];
  const ours = (await Promise.all(paths.map((path) => isOurs(cwd, path)))).every(Boolean);
  if (READS.has(kind)) return ours;
  return sandbox === 'workspace-write' && EDITS.has(kind) && paths.length > 0 && ours;
}
