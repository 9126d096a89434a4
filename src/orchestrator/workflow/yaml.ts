import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { MaestroError } from '../../platform/errors.ts';
import { knownKeys } from '../reading/known-keys.ts';
import { type Problem, problemsOf, type Reading } from '../reading/problems.ts';
import { providerProblems, unknownKeys } from './provider-keys.ts';
import type { Matter } from './toml.ts';
import { Count, VARIABLE, YamlMatter } from './yaml-schema.ts';

/** Where each tracker's key is when the workflow does not name a variable. */
const KEYS = { linear: 'LINEAR_API_KEY', github: 'GITHUB_TOKEN' } as const;

/**
 * Reads the front matter of the YAML dialect. `file` is the workflow's path (relative places start there).
 * @throws MaestroError `workflow.bad-yaml`, `workflow.no-map`.
 */
export function readYamlMatter(
  matter: string,
  firstLine: number,
  file: string,
  env: NodeJS.ProcessEnv,
): Reading<Matter> {
  const lines = new LineCounter();
  const document = parseDocument(matter, { lineCounter: lines, prettyErrors: false });
  const [wrong] = document.errors;
  if (wrong)
    throw new MaestroError('workflow.bad-yaml', `It is not valid YAML: ${wrong.message}.`, {
      data: { line: lines.linePos(wrong.pos[0]).line + firstLine - 1 },
    });
  const value = plainValue(document, firstLine);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new MaestroError('workflow.no-map', 'The front matter is no map of keys to values.', {
      data: { line: firstLine },
    });
  const said = withoutNulls(value, 2) as Record<string, unknown>;
  const parsed = YamlMatter.safeParse(said);
  const lineOf = (path: readonly PropertyKey[]): number | null => {
    const node = document.getIn(path, true) as { range?: [number, number, number] } | undefined;
    return node?.range ? lines.linePos(node.range[0]).line + firstLine - 1 : null;
  };
  const keysAt = (path: readonly PropertyKey[]): string[] => knownKeys(YamlMatter, path);
  const problems = unknownKeys(said, keysAt, lineOf);
  const { kind } = parsed.success ? parsed.data.tracker : {};
  if (typeof said.tracker === 'object' && said.tracker !== null) {
    const tracker = { ...said.tracker };
    problems.push(...providerProblems(tracker, kind ?? null, keysAt(['tracker']).filter(isOurs), lineOf));
  }
  if (!parsed.success) {
    const wrong = problemsOf(parsed.error, { room: 'workflow', known: () => [], lineOf });
    return { value: null, problems: [...wrong, ...problems] };
  }
  if (kind === undefined) problems.push(noTracker(lineOf(['tracker']) ?? firstLine));
  const read = matterOf(parsed.data, file, env);
  const { assignee } = parsed.data.tracker.provider ?? {};
  const wanted = assignee ?? parsed.data.tracker.assignee;
  // Unset it would narrow nothing.
  if (wanted && read.tracker.assignee === null)
    problems.push({
      severity: 'error',
      code: 'workflow.bad-value',
      message: `tracker.provider.assignee: the environment variable ${variableOf(wanted)} is not set.`,
      line: lineOf(['tracker', 'provider', 'assignee']) ?? lineOf(['tracker', 'assignee']),
    });
  return { value: problems.some(({ severity }) => severity === 'error') ? null : read, problems };
}

/** Keys that stand directly under `tracker` whatever the tracker. */
function isOurs(key: string): boolean {
  return ['kind', 'provider', 'required_labels', 'active_states', 'terminal_states'].includes(key);
}

/** By the service specification a workflow without it can be read, and not be run. */
function noTracker(line: number): Problem {
  const message = 'tracker.kind: is not said (linear or github); a run needs it.';
  return { severity: 'warning', code: 'workflow.no-tracker', message, line };
}

/** A section or key that is named and left empty is as good as one that is not there. */
function withoutNulls(value: object, depth: number): object {
  const isMap = (inner: unknown): inner is object =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]: [string, unknown]) => inner !== null)
      .map(([key, inner]: [string, unknown]) => [
        key,
        isMap(inner) && depth > 1 ? withoutNulls(inner, depth - 1) : inner,
      ]),
  );
}

/** Few aliases: each stands for a whole subtree, and a hundred nested ones for more than memory holds. */
function plainValue(document: ReturnType<typeof parseDocument>, firstLine: number): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 }) ?? {};
  } catch (cause) {
    throw new MaestroError('workflow.bad-yaml', 'Its aliases stand for too much, or for nothing.', {
      cause,
      data: { line: firstLine },
    });
  }
}

function matterOf(given: YamlMatter, file: string, env: NodeJS.ProcessEnv): Matter {
  const { tracker, agent, codex, hooks } = given;
  const provider = tracker.provider ?? {};
  const kind = tracker.kind ?? null;
  // A key of the provider's comes before the same one in the earlier place.
  type Said = 'repo' | 'project_slug' | 'api_url' | 'endpoint' | 'token' | 'api_key' | 'assignee';
  const said = (key: Said): string | null => provider[key] ?? tracker[key] ?? null;
  const script = (text: string | null | undefined): string | null => (text?.trim() ? text : null);
  return {
    tracker: {
      provider: kind,
      projectSlug: value(said('repo') ?? said('project_slug'), env),
      endpoint: value(said('api_url') ?? said('endpoint'), env),
      apiKeyVariable: variableOf(said('token') ?? said('api_key')) ?? KEYS[kind ?? 'linear'],
      assignee: value(said('assignee'), env),
      settings: provider,
      // Of other trackers nothing is made of the key, and `check` says so.
      tools: kind === 'linear' ? [...new Set(provider.tools ?? tracker.tools ?? [])] : [],
      requiredLabels: tracker.required_labels,
      startableStates: tracker.active_states,
      activeStates: tracker.active_states,
      terminalStates: tracker.terminal_states,
      inProgressState: 'In Progress',
      successState: 'In Review',
      completedState: null,
      failureState: 'Todo',
      optOutLabel: 'maestro:manual-only',
      needsAttentionLabel: 'maestro:needs-attention',
    },
    agent: { transport: 'stdio://', personality: null, serviceTier: null },
    execution: {
      maxAttempts: null,
      maxTurns: agent.max_turns,
      maxRetryBackoffMs: agent.max_retry_backoff_ms,
      maxConcurrentAgents: agent.max_concurrent_agents,
      maxConcurrentAgentsByState: limitsByState(agent.max_concurrent_agents_by_state),
      validationCommands: [],
    },
    context: { readFirst: [] },
    hooks: {
      afterCreate: script(hooks.after_create),
      beforeRun: script(hooks.before_run),
      afterRun: script(hooks.after_run),
      beforeRemove: script(hooks.before_remove),
      timeoutMs: hooks.timeout_ms,
    },
    specification: {
      pollingIntervalMs: given.polling.interval_ms,
      workspaceRoot: rootOf(given.workspace.root, file, env),
      codex: {
        command: codex.command,
        approvalPolicy: codex.approval_policy ?? null,
        threadSandbox: codex.thread_sandbox ?? null,
        turnSandboxPolicy: codex.turn_sandbox_policy ?? null,
        turnTimeoutMs: codex.turn_timeout_ms,
        readTimeoutMs: codex.read_timeout_ms,
        stallTimeoutMs: codex.stall_timeout_ms,
      },
      serverPort: given.server.port ?? null,
    },
  };
}

/** Entries that are no positive number are passed over, as the specification says. */
function limitsByState(given: Record<string, unknown>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([state, limit]) => {
      const count = Count.safeParse(limit);
      return count.success ? [[state.trim().toLowerCase(), count.data] as const] : [];
    }),
  );
}

/** `$NAME` is the variable's value; an empty one counts as not said. */
function value(text: string | null | undefined, env: NodeJS.ProcessEnv): string | null {
  const name = variableOf(text);
  return (name === null ? text?.trim() : env[name]?.trim()) || null;
}

/** The name in `$NAME`; null for anything else. */
function variableOf(text: string | null | undefined): string | null {
  return VARIABLE.exec(text?.trim() ?? '')?.[1] ?? null;
}

function rootOf(given: string | null | undefined, file: string, env: NodeJS.ProcessEnv): string {
  const text = value(given, env);
  if (text === null) return join(tmpdir(), 'symphony_workspaces');
  const home = env.HOME ?? homedir();
  return resolve(dirname(file), text.replace(/^~(?=$|[/\\])/, home));
}
