import { resolve } from 'node:path';
import { readFirstOf } from '../platform/bounded-text.ts';
import { MaestroError } from '../platform/errors.ts';
import { findConfig, loadConfig } from './config/load.ts';
import type { OrchestratorContext } from './context.ts';
import { type OpenOptions, openOrchestrator } from './open.ts';
import { specificationConfig } from './specification/config.ts';
import { openSpecification } from './specification/open.ts';
import { loadWorkflow } from './workflow/read.ts';

/** What a command works on: a configured project, or a workflow alone. Absolute paths. */
export type Project = { config: string } | { workflow: string };

/** What the command line names; null for what it does not. */
export interface NamedProject {
  config: string | null;
  workflow: string | null;
}

/**
 * What a command works on: what is named; else the service config that is found; else a `WORKFLOW.md` with YAML front matter in
 * the current folder. null when there is nothing of all this.
 * @throws MaestroError `cli.usage` when both are named, `config.missing`.
 */
export async function findProject(
  named: NamedProject,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<Project | null> {
  if (named.workflow !== null && named.config !== null)
    throw new MaestroError('cli.usage', 'A workflow alone runs without a service config.', {
      remedy: 'Name the workflow, or --config, and not both.',
    });
  if (named.workflow !== null) return { workflow: resolve(cwd, named.workflow) };
  const config = await findConfig(named.config, cwd, env);
  if (config !== null) return { config };
  const workflow = resolve(cwd, 'WORKFLOW.md');
  // Only the fence says that it is meant for this: many a repository has such a file for people.
  const start = await readFirstOf(workflow, 16);
  return start !== undefined && /^\ufeff?---[ \t]*\r?\n/.test(start) ? { workflow } : null;
}

/** The id under which a project's runs are kept. @throws MaestroError `config.*`, `workflow.*`. */
export async function projectId(project: Project, env: NodeJS.ProcessEnv): Promise<string> {
  if ('config' in project) return (await loadConfig(project.config)).id;
  return specificationConfig(await loadWorkflow(project.workflow, env)).id;
}

/** Reads the project's files and opens its context. @throws MaestroError `config.*`, `workflow.*`, `tracker.*`, `source.*`, `github.*`. */
export async function openProject(
  project: Project,
  options: Omit<OpenOptions, 'config' | 'workflow'>,
  signal: AbortSignal,
): Promise<OrchestratorContext> {
  if ('workflow' in project)
    return openSpecification({ ...options, workflow: await loadWorkflow(project.workflow, options.env) });
  const config = await loadConfig(project.config);
  const workflow = await loadWorkflow(config.workflowPath, options.env);
  return openOrchestrator({ ...options, config, workflow }, signal);
}
