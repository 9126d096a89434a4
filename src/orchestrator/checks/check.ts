import { readConfig } from '../config/read.ts';
import type { SecretName, ServiceConfig } from '../config/types.ts';
import { homeFrom } from '../../platform/paths.ts';
import { placeProblems } from './places.ts';
import type { Problem } from '../reading/problems.ts';
import { readWorkflow } from '../workflow/read.ts';
import type { ConfigView, WorkflowView } from './output.ts';
import { templateProblems } from './template.ts';

/** What a check found; `ok` when no problem is an error. Problems are in the order of their lines. */
interface Check {
  ok: boolean;
  problems: Problem[];
}

/**
 * Checks the text of a `maestro.toml` that stands at `path`: what is wrong, and (when nothing is) every value with its default
 * filled in. Its places are looked at; of a secret only whether `env` holds it is told. Never throws.
 */
export async function checkConfig(
  text: string,
  path: string,
  env: NodeJS.ProcessEnv,
): Promise<Check & { config: ConfigView | null }> {
  const { value, problems } = readConfig(text, path);
  if (value === null) return { ...verdict(problems), config: null };
  const { tracker, github } = value;
  const config = {
    ...value,
    tracker: { ...tracker, apiKey: shown(tracker.apiKey, env) },
    github: { ...github, token: github.token && shown(github.token, env) },
    stateFolder: homeFrom(env).orchestrator,
  };
  const found = [...problems, ...secretProblems(value, env), ...(await placeProblems(value))];
  const lined = found.map((problem) => ({ ...problem, line: problem.line ?? lineIn(text, problem.message) }));
  return { ...verdict(lined), config };
}

/** Checks the text of a `WORKFLOW.md` in either dialect, as `checkConfig` does a config. Its template is rendered for samples. */
export async function checkWorkflow(
  text: string,
  path: string,
  env: NodeJS.ProcessEnv,
): Promise<Check & { workflow: WorkflowView | null }> {
  const read = await readWorkflow(text, path, env);
  const { value } = read;
  if (value === null) return { ...verdict(read.problems), workflow: null };
  const problems = [...read.problems, ...(await templateProblems(value))];
  const { body, tracker, ...rest } = value;
  const { apiKeyVariable } = tracker;
  const apiKeySet = apiKeyVariable === null ? null : isSet(apiKeyVariable, env);
  const bodyLines = body === '' ? 0 : body.split('\n').length;
  return { ...verdict(problems), workflow: { ...rest, tracker: { ...tracker, apiKeySet }, bodyLines } };
}

/** Secrets that a run would look for in vain. */
function secretProblems({ tracker, github }: ServiceConfig, env: NodeJS.ProcessEnv): Problem[] {
  const warn = (message: string): Problem => ({
    severity: 'warning',
    code: 'config.no-secret',
    message,
    line: null,
  });
  const named = [tracker.apiKey, ...(github.token ? [github.token] : [])];
  return [
    ...named
      .filter(({ variable }) => !isSet(variable, env))
      .map(({ variable, field }) => warn(`${field}: the environment variable ${variable} is not set here.`)),
    ...(github.token
      ? []
      : [warn('github.token_env_var: is not said; a run that changes something needs it.')]),
  ];
}

/** The line of the key that a message begins with. */
function lineIn(text: string, message: string): number | null {
  const key = /^[\w.]+(?=:)/.exec(message)?.[0].split('.').at(-1);
  const at = text
    .split('\n')
    .findIndex((line) => key !== undefined && line.trimStart().startsWith(`${key} `));
  return at < 0 ? null : at + 1;
}

function shown(name: SecretName, env: NodeJS.ProcessEnv): SecretName & { isSet: boolean } {
  return { ...name, isSet: isSet(name.variable, env) };
}

function isSet(variable: string, env: NodeJS.ProcessEnv): boolean {
  return (env[variable] ?? '').trim() !== '';
}

function verdict(problems: readonly Problem[]): Check {
  return {
    ok: !problems.some(({ severity }) => severity === 'error'),
    problems: [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  };
}
