import { MaestroError } from '../../platform/errors.ts';
import { knownKeys } from '../reading/known-keys.ts';
import { sameName } from '../names.ts';
import { problemsOf, type Problem, type Reading } from '../reading/problems.ts';
import { parseToml, type TomlText } from '../reading/toml.ts';
import { MISPLACED, TomlMatter } from './toml-schema.ts';
import type { Workflow } from './types.ts';

/** What the dialects bring; the rest of a workflow is of the file. */
export type Matter = Omit<Workflow, 'dialect' | 'path' | 'hash' | 'body' | 'bodyLine'>;

/** Reads the front matter of the TOML dialect. @throws MaestroError `workflow.bad-toml`, `workflow.unknown-version`. */
export function readTomlMatter(matter: string, firstLine: number): Reading<Matter> {
  const toml = parseToml(matter, 'workflow.bad-toml', firstLine);
  const { version } = toml.value;
  if (version !== 1)
    throw new MaestroError(
      'workflow.unknown-version',
      version === undefined
        ? 'It does not say version = 1.'
        : `Version ${JSON.stringify(version)} is not known.`,
      { remedy: 'Write version = 1 at the top.', data: { line: toml.lineOf(['version']) ?? firstLine } },
    );
  const misplaced = misplacedKeys(toml);
  if (misplaced.length > 0) return { value: null, problems: misplaced };
  const parsed = TomlMatter.safeParse(toml.value);
  if (!parsed.success) {
    const known = (at: readonly PropertyKey[]): string[] => knownKeys(TomlMatter, at);
    const words = { room: 'workflow' as const, known, lineOf: toml.lineOf };
    return { value: null, problems: problemsOf(parsed.error, words) };
  }
  return contradictions(parsed.data, toml);
}

function misplacedKeys({ value, lineOf }: TomlText): Problem[] {
  const found: Problem[] = [];
  const look = (table: Record<string, unknown>, path: string[]): void => {
    for (const [key, inner] of Object.entries(table)) {
      const reason = Object.hasOwn(MISPLACED, key) ? MISPLACED[key] : undefined;
      const at = [...path, key];
      if (reason !== undefined)
        found.push({
          severity: 'error',
          code: 'workflow.misplaced-key',
          message: `${at.join('.')}: ${reason}.`,
          line: lineOf(at),
        });
      else if (inner !== null && typeof inner === 'object' && !Array.isArray(inner) && path.length < 3)
        look(inner as Record<string, unknown>, at);
    }
  };
  look(value, []);
  return found;
}

function contradictions(matter: TomlMatter, { lineOf }: TomlText): Reading<Matter> {
  const { tracker, execution } = matter;
  const problems: Problem[] = [];
  const has = (states: readonly string[], name: string): boolean => states.some((one) => sameName(one, name));
  const wrong = (key: string, message: string): void =>
    void problems.push({
      severity: 'error',
      code: 'workflow.contradiction',
      message: `tracker.${key}: ${message}.`,
      line: lineOf(['tracker', key]),
    });
  for (const state of tracker.startable_states)
    if (has(tracker.terminal_states, state))
      wrong('startable_states', `${state} is a terminal state as well`);
  if (has(tracker.terminal_states, tracker.success_state))
    wrong('success_state', `${tracker.success_state} is a terminal state: reviewers would never see it`);
  if (has(tracker.startable_states, tracker.success_state))
    wrong(
      'success_state',
      `${tracker.success_state} is a state to start in: the issue would be started again`,
    );
  if (has(tracker.terminal_states, tracker.in_progress_state))
    wrong('in_progress_state', `${tracker.in_progress_state} is a terminal state`);
  const { completed_state: completed } = tracker;
  if (completed !== undefined && !has(tracker.terminal_states, completed))
    wrong('completed_state', `${completed} is no terminal state: the issue would never be over`);
  if (tracker.provider !== 'linear' && tracker.tools.length > 0) wrong('tools', 'there are none for GitHub');
  for (const [state, limit] of Object.entries(execution.max_concurrent_agents_by_state))
    if (limit > execution.max_concurrent_agents)
      problems.push({
        severity: 'error',
        code: 'workflow.contradiction',
        message: `execution.max_concurrent_agents_by_state.${state}: ${limit} is more than max_concurrent_agents (${execution.max_concurrent_agents}), which is for all of them.`,
        line:
          lineOf(['execution', 'max_concurrent_agents_by_state', state]) ??
          lineOf(['execution', 'max_concurrent_agents_by_state']),
      });
  return problems.length > 0 ? { value: null, problems } : { value: matterOf(matter), problems };
}

function matterOf({ tracker, agent, execution, context }: TomlMatter): Matter {
  const done = tracker.terminal_states.find((state) => sameName(state, 'Done'));
  return {
    tracker: {
      provider: tracker.provider,
      projectSlug: tracker.project_slug ?? null,
      endpoint: null,
      apiKeyVariable: null,
      assignee: null,
      settings: {},
      tools: [...new Set(tracker.tools)],
      requiredLabels: tracker.required_labels,
      startableStates: tracker.startable_states,
      activeStates: [...new Set([...tracker.startable_states, tracker.in_progress_state])],
      terminalStates: tracker.terminal_states,
      inProgressState: tracker.in_progress_state,
      successState: tracker.success_state,
      completedState: tracker.completed_state ?? done ?? null,
      failureState: tracker.failure_state,
      optOutLabel: tracker.opt_out_label,
      needsAttentionLabel: tracker.needs_attention_label,
      ...(tracker.state_label_prefix === undefined ? {} : { stateLabelPrefix: tracker.state_label_prefix }),
    },
    agent: {
      transport: agent.transport,
      personality: agent.personality ?? null,
      serviceTier: agent.service_tier ?? null,
    },
    execution: {
      maxAttempts: execution.max_attempts,
      maxTurns: execution.max_turns,
      maxRetryBackoffMs: execution.max_retry_backoff_ms,
      maxConcurrentAgents: execution.max_concurrent_agents,
      maxConcurrentAgentsByState: Object.fromEntries(
        Object.entries(execution.max_concurrent_agents_by_state).map(([state, n]) => [
          state.trim().toLowerCase(),
          n,
        ]),
      ),
      validationCommands: execution.validation_commands,
    },
    context: { readFirst: context.read_first },
    hooks: { afterCreate: null, beforeRun: null, afterRun: null, beforeRemove: null, timeoutMs: 60_000 },
    specification: null,
  };
}
