import { readConfig } from '../config/read.ts';
import type { SecretName } from '../config/types.ts';
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
 * filled in. Of a secret only whether `env` holds it is told. Never throws.
 */
export function checkConfig(
  text: string,
  path: string,
  env: NodeJS.ProcessEnv,
): Check & { config: ConfigView | null } {
  const { value, problems } = readConfig(text, path);
  const config = value && {
    ...value,
    tracker: { ...value.tracker, apiKey: shown(value.tracker.apiKey, env) },
    github: { ...value.github, token: shown(value.github.token, env) },
  };
  return { ...verdict(problems), config };
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
