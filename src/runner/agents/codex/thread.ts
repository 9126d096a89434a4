import { realpath } from 'node:fs/promises';
import { asMaestroError } from '../../../platform/errors.ts';
import { VERSION } from '../../../platform/version.ts';
import type { Turn } from '../agent.ts';
import type { ToolSpec } from './tools.ts';
import { InitializeReply, ThreadReply, TurnReply } from './messages.ts';
import type { Rpc } from './rpc.ts';

const ANSWER_MS = 30_000;
/** A thread starts the user's own tool servers first. */
const THREAD_MS = 120_000;
/** It asks when it wants out of its sandbox, and only then. */
const ON_REQUEST = 'on-request';

/** Says who we are; needed before anything else. @returns who the other side says that it is; empty when it does not. */
export async function initialize(rpc: Rpc, timeoutMs = ANSWER_MS): Promise<string> {
  const reply = await rpc.request(
    'initialize',
    {
      clientInfo: { name: 'maestro-symphony', title: 'Maestro Symphony', version: VERSION },
      capabilities: { experimentalApi: true },
    },
    timeoutMs,
  );
  await rpc.notify('initialized');
  return InitializeReply.parse(reply).userAgent;
}

/** An open thread. `resumed` is false also when the wanted one could not be had. */
export interface OpenThread {
  id: string;
  model: string;
  resumed: boolean;
  /** Why the wanted one could not be had; null when none was wanted, or it is this one. */
  whyNot: string | null;
}

/** What a thread is opened with. */
export interface ThreadOptions extends Pick<Turn, 'cwd' | 'model' | 'sessionId'> {
  /** Said to the agent above every prompt. */
  developerInstructions?: string;
  /** Settings of Codex, by their dotted names. */
  config?: Record<string, unknown>;
  personality?: 'none' | 'friendly' | 'pragmatic';
  serviceTier?: string;
  /** What the thread is called in Codex's history. */
  title?: string;
  /** The thread is not kept in Codex's history. */
  ephemeral?: boolean;
  /** Codex's `AskForApproval`, as it stands; `on-request` unless given. */
  approvalPolicy?: unknown;
  /** Milliseconds for the answer to each request of ours; what fits each of them unless given. */
  answerMs?: number;
}

/** What a turn is started with. */
export interface TurnOptions extends Pick<ThreadOptions, 'approvalPolicy' | 'answerMs'> {
  /** Codex's `SandboxPolicy`, as it stands. */
  sandboxPolicy: Record<string, unknown>;
}

/** Continues the thread `sessionId` when it is given and Codex still knows it, else starts one. */
export async function openThread(
  rpc: Rpc,
  options: ThreadOptions & { tools?: readonly ToolSpec[] },
): Promise<OpenThread> {
  const common = await threadOptions(options);
  const waitMs = options.answerMs ?? THREAD_MS;
  let whyNot: string | null = null;
  if (options.sessionId !== null) {
    // Its tools come back with it.
    const params = { ...common, threadId: options.sessionId, excludeTurns: true };
    const reply = await rpc.request('thread/resume', params, waitMs).catch((error: unknown) => {
      // A thread that was deleted, or belongs to another home: the task is done in a fresh one.
      const known = asMaestroError(error);
      if (known.code !== 'codex.refused') throw error;
      whyNot = known.message;
      return undefined;
    });
    if (reply !== undefined) {
      const { thread, model } = ThreadReply.parse(reply);
      return { id: thread.id, model, resumed: true, whyNot };
    }
  }
  const tools = (options.tools ?? []).map((tool) => ({ type: 'function', ...tool }));
  const params = {
    ...common,
    ...(tools.length === 0 ? {} : { dynamicTools: tools }),
    ...(options.ephemeral ? { ephemeral: true } : {}),
  };
  const { thread, model } = ThreadReply.parse(await rpc.request('thread/start', params, waitMs));
  const { title } = options;
  // A name is for people who look at the history: nothing waits for it, and nothing fails without it.
  if (title !== undefined)
    rpc.request('thread/name/set', { threadId: thread.id, name: title }, ANSWER_MS).catch(() => undefined);
  return { id: thread.id, model, resumed: false, whyNot };
}

/** Starts the turn and returns its id. */
export async function startTurn(
  rpc: Rpc,
  threadId: string,
  prompt: string,
  { sandboxPolicy, approvalPolicy, answerMs }: TurnOptions,
): Promise<string> {
  const params = {
    threadId,
    input: [{ type: 'text', text: prompt, text_elements: [] }],
    approvalPolicy: approvalPolicy ?? ON_REQUEST,
    sandboxPolicy,
  };
  return TurnReply.parse(await rpc.request('turn/start', params, answerMs ?? ANSWER_MS)).turn.id;
}

/**
 * The sandbox is set with the turn and not here: a thread that is *started* with a writable sandbox makes Codex write the
 * folder into the user's settings as trusted, and a trusted folder's own `.codex/config.toml` can start any program,
 * outside of the sandbox. The clone is a stranger's: it is declared untrusted, whatever the settings say of it.
 */
async function threadOptions(options: ThreadOptions): Promise<Record<string, unknown>> {
  const { cwd, model, developerInstructions } = options;
  return {
    cwd,
    ...(model === null ? {} : { model }),
    ...(developerInstructions === undefined ? {} : { developerInstructions }),
    ...(options.personality === undefined ? {} : { personality: options.personality }),
    ...(options.serviceTier === undefined ? {} : { serviceTier: options.serviceTier }),
    approvalPolicy: options.approvalPolicy ?? ON_REQUEST,
    approvalsReviewer: 'user',
    config: {
      ...options.config,
      projects: { [await realpath(cwd)]: { trust_level: 'untrusted' } },
      // Commands do not see variables whose names speak of keys, secrets or tokens.
      'shell_environment_policy.ignore_default_excludes': false,
    },
  };
}
