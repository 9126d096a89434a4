import { resolve, sep } from 'node:path';
import { MaestroError } from '../../platform/errors.ts';
import { knownKeys } from '../reading/known-keys.ts';
import { problemOf, problemsOf, type Reading } from '../reading/problems.ts';
import { parseToml } from '../reading/toml.ts';
import { ConfigFile } from './schema.ts';
import type { ServiceConfig } from './types.ts';

/** Reads the text of a `maestro.toml`; `path` is where it stands. Never throws: what is wrong is among the problems. */
export function readConfig(text: string, path: string): Reading<ServiceConfig> {
  try {
    const toml = parseToml(text.replace(/^\ufeff/, ''), 'config.bad-toml');
    const parsed = ConfigFile.safeParse(toml.value);
    if (!parsed.success) {
      const known = (at: readonly PropertyKey[]): string[] => knownKeys(ConfigFile, at);
      return {
        value: null,
        problems: problemsOf(parsed.error, { room: 'config', known, lineOf: toml.lineOf }),
      };
    }
    return { value: configOf(parsed.data, path), problems: [] };
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    return { value: null, problems: [problemOf(error)] };
  }
}

function configOf(file: ConfigFile, path: string): ServiceConfig {
  const { tracker, github, worker, limits, validation } = file;
  const repoRoot = resolve(file.repo_root);
  const workflowPath = resolve(repoRoot, file.workflow_path);
  if (!workflowPath.startsWith(repoRoot + sep))
    throw new MaestroError('config.bad-value', 'workflow_path: leads out of repo_root.');
  return {
    path,
    id: file.id,
    repoRoot,
    workspaceRoot: resolve(file.workspace_root),
    workflowPath,
    tracker: {
      kind: tracker.kind,
      projectSlug: tracker.project_slug ?? null,
      endpoint: tracker.endpoint ?? null,
      apiKey: { variable: tracker.api_key_env_var, field: 'tracker.api_key_env_var' },
    },
    github: {
      token:
        github.token_env_var === undefined
          ? null
          : { variable: github.token_env_var, field: 'github.token_env_var' },
      webUrl: github.web_url ?? null,
      apiUrl: github.api_url ?? null,
    },
    agent: { transport: file.agent.transport },
    worker: { codexCommand: worker.codex_command, model: worker.model ?? null },
    validation: { ...validation, writable: validation.writable.map((path) => resolve(path)) },
    operatorHttp: { listenAddress: file.operator_http.listen_address ?? null },
    limits: {
      idleMs: limits.idle_ms,
      turnMs: limits.turn_ms,
      validationMs: limits.validation_ms,
      keepRuns: limits.keep_runs,
    },
  };
}
