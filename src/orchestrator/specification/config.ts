import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { MaestroError } from '../../platform/errors.ts';
import { KEEP_RUNS } from '../config/schema.ts';
import type { ServiceConfig } from '../config/types.ts';
import type { Workflow } from '../workflow/types.ts';

/**
 * What a YAML workflow alone says of the things that otherwise stand in a `maestro.toml`.
 * @throws MaestroError `workflow.needs-config` for a TOML workflow, `workflow.no-tracker`.
 */
export function specificationConfig(workflow: Workflow): ServiceConfig {
  const { specification, tracker, path } = workflow;
  if (specification === null)
    throw new MaestroError(
      'workflow.needs-config',
      `${path} is in the TOML dialect, which runs with a maestro.toml only.`,
      { remedy: 'Name the maestro.toml with --config, or write the front matter in YAML (---).' },
    );
  if (tracker.provider === null)
    throw new MaestroError('workflow.no-tracker', `${path} does not say tracker.kind.`, {
      remedy: 'Write tracker: { kind: linear } (or github) into its front matter, between two lines ---.',
    });
  const { codex, workspaceRoot } = specification;
  const apiKey = { variable: tracker.apiKeyVariable ?? '', field: 'tracker.api_key' };
  return {
    path,
    id: idOf(workflow, workspaceRoot),
    repoRoot: dirname(path),
    workspaceRoot,
    workflowPath: path,
    tracker: {
      kind: tracker.provider,
      projectSlug: tracker.projectSlug,
      endpoint: tracker.endpoint,
      apiKey,
    },
    github: { token: apiKey, webUrl: null, apiUrl: null },
    agent: { transport: 'stdio://' },
    // The workflow's own command is run.
    worker: { codexCommand: codex.command, model: null },
    operatorHttp: { listenAddress: null },
    // Nothing is validated.
    validation: { sandbox: 'none', network: false, writable: [] },
    limits: {
      idleMs: codex.stallTimeoutMs > 0 ? codex.stallTimeoutMs : Number.POSITIVE_INFINITY,
      turnMs: codex.turnTimeoutMs,
      validationMs: codex.turnTimeoutMs,
      keepRuns: KEEP_RUNS,
    },
  };
}

/**
 * Names the project on this machine: journals, leases and folders belong to a tracker's project and a workspace root, so that a
 * checkout may move, and two checkouts that share both never work on one issue at once.
 */
function idOf({ tracker }: Workflow, workspaceRoot: string): string {
  const { provider, endpoint, projectSlug } = tracker;
  const whole = JSON.stringify([provider, endpoint, projectSlug, workspaceRoot]);
  return `workflow-${createHash('sha256').update(whole).digest('hex').slice(0, 16)}`;
}
