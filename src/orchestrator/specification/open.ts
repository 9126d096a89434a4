import { redactor } from '../../platform/redact.ts';
import { resolveSecret } from '../config/load.ts';
import type { OrchestratorContext } from '../context.ts';
import { withoutVariables } from '../environment.ts';
import { SPECIFICATION } from '../modes/specification.ts';
import type { OpenOptions } from '../open.ts';
import { trackerFor } from '../trackers/index.ts';
import { specificationConfig } from './config.ts';

/**
 * The context of specification mode: everything comes from the YAML workflow. There is no repository of ours, and of secrets only
 * the tracker's key, which nobody but the tracker gets.
 * @throws MaestroError `workflow.needs-config`, `workflow.no-tracker`, `config.no-secret`, `tracker.*`.
 */
export function openSpecification(options: Omit<OpenOptions, 'config'>): OrchestratorContext {
  const { home, workflow, clock, log, onEvent } = options;
  const config = specificationConfig(workflow);
  const { apiKey } = config.tracker;
  const key = resolveSecret(apiKey, options.env);
  return {
    home,
    config,
    workflow,
    mode: SPECIFICATION,
    tracker: trackerFor(config, workflow, (name) => resolveSecret(name, options.env), { clock, log }),
    repository: null,
    clock,
    redact: redactor([key]),
    log,
    env: withoutVariables(options.env, [apiKey.variable]),
    ...(onEvent ? { onEvent } : {}),
  };
}
