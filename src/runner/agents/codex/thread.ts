import { realpath } from 'node:fs/promises';
import { asMaestroError } from '../../../platform/errors.ts';
import { VERSION } from '../../../platform/version.ts';
import type { Sandbox, Turn } from '../agent.ts';
import { ThreadReply, TurnReply } from './messages.ts';
import type { Rpc } from './rpc.ts';

const ANSWER_MS = 30_000;
/** A thread starts the user's own tool servers first. */
const THREAD_MS = 120_000;

/** Says who we are; needed before anything else. */
export async function initialize(rpc: Rpc): Promise<void> {
  await rpc.request(
    'initialize',
    {
      clientInfo: { name: 'maestro-symphony', title: 'Maestro Symphony', version: VERSION },
      capabilities: { experimentalApi: true },
    },
    ANSWER_MS,
  );
  await rpc.notify('initialized');
}

/** An open thread. `resumed` is false also when the wanted one could not be had. */
export interface OpenThread {
  id: string;
  model: string;
  resumed: boolean;
}

/** Continues the turn's session when it has one and Codex still knows it, else starts a thread. */
export async function openThread(rpc: Rpc, turn: Turn): Promise<OpenThread> {
  const common = await threadOptions(turn);
  if (turn.sessionId !== null) {
    const params = { ...common, threadId: turn.sessionId, excludeTurns: true };
    const reply = await rpc.request('thread/resume', params, THREAD_MS).catch((error: unknown) => {
      // A thread that was deleted, or belongs to another home: the task is done in a fresh one.
      if (asMaestroError(error).code === 'codex.refused') return undefined;
      throw error;
    });
    if (reply !== undefined) {
      const { thread, model } = ThreadReply.parse(reply);
      return { id: thread.id, model, resumed: true };
    }
  }
  const { thread, model } = ThreadReply.parse(await rpc.request('thread/start', common, THREAD_MS));
  return { id: thread.id, model, resumed: false };
}

/** Starts the turn and returns its id. */
export async function startTurn(rpc: Rpc, threadId: string, turn: Turn): Promise<string> {
  const params = {
    threadId,
    input: [{ type: 'text', text: turn.prompt, text_elements: [] }],
    approvalPolicy: 'on-request',
    sandboxPolicy: sandboxPolicy(turn.sandbox),
  };
  return TurnReply.parse(await rpc.request('turn/start', params, ANSWER_MS)).turn.id;
}

/**
 * The sandbox is set with the turn and not here: a thread that is *started* with a writable sandbox makes Codex write the
 * folder into the user's settings as trusted, and a trusted folder's own `.codex/config.toml` can start any program,
 * outside of the sandbox. The clone is a stranger's: it is declared untrusted, whatever the settings say of it.
 */
async function threadOptions(turn: Turn): Promise<Record<string, unknown>> {
  return {
    cwd: turn.cwd,
    ...(turn.model === null ? {} : { model: turn.model }),
    approvalPolicy: 'on-request',
    approvalsReviewer: 'user',
    config: {
      projects: { [await realpath(turn.cwd)]: { trust_level: 'untrusted' } },
      // Commands do not see variables whose names speak of keys, secrets or tokens.
      'shell_environment_policy.ignore_default_excludes': false,
    },
  };
}

function sandboxPolicy(sandbox: Sandbox): Record<string, unknown> {
  switch (sandbox) {
    case 'read-only':
      return { type: 'readOnly', networkAccess: false };
    case 'workspace-write':
      return { type: 'workspaceWrite', writableRoots: [], networkAccess: false };
    case 'full':
      return { type: 'dangerFullAccess' };
  }
}
