import { githubAddresses, isLoopback } from '../../github/addresses.ts';
import { parseSlug } from '../../github/slug.ts';
import type { Clock } from '../../platform/clock.ts';
import type { SecretName, ServiceConfig } from '../config/types.ts';
import type { Workflow } from '../workflow/types.ts';
import { trackerError } from './errors.ts';
import { githubTracker } from './github/github.ts';
import { LINEAR_ENDPOINT, linearTracker } from './linear/linear.ts';
import type { Tracker } from './tracker.ts';

/** What the labels that say a state begin with, on GitHub. */
const STATE_LABEL_PREFIX = 'state:';

/** What may be held from outside. */
export interface TrackerOptions {
  /** `owner/repo` of the source repository's origin: GitHub's project when neither config nor workflow names one. */
  originSlug?: string | null;
  clock?: Clock;
  /** Milliseconds for one answer with its whole body; 30,000 by default. */
  timeoutMs?: number;
  /** Told of rate limits that are waited for. */
  log?: { warn(message: string): void };
}

/**
 * The tracker that the config and the workflow name; the config's word comes first. `secretOf` gives the value of the
 * variable, or throws when it is not set. Nothing is asked of the tracker yet.
 * @throws MaestroError `tracker.no-project`, `tracker.no-key`, `tracker.bad-endpoint`.
 */
export function trackerFor(
  config: Pick<ServiceConfig, 'tracker' | 'github'>,
  workflow: Pick<Workflow, 'tracker'>,
  secretOf: (name: SecretName) => string,
  options: TrackerOptions = {},
): Tracker {
  const { kind } = config.tracker;
  const doing = `ask ${kind === 'linear' ? 'Linear' : 'GitHub'} for issues`;
  const named = config.tracker.projectSlug ?? workflow.tracker.projectSlug;
  const endpoint = checkedEndpoint(doing, config.tracker.endpoint ?? workflow.tracker.endpoint);
  const { assignee } = workflow.tracker;
  const common = {
    assignee,
    ...(options.log ? { log: options.log } : {}),
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  };
  if (kind === 'linear') {
    if (!named) throw trackerError('tracker.no-project', doing, 'no project is named');
    const key = checkedKey(doing, config.tracker.apiKey, secretOf);
    return linearTracker({ endpoint: endpoint ?? LINEAR_ENDPOINT, key, projectSlug: named, ...common });
  }
  const projectSlug = named ?? options.originSlug ?? '';
  if (!parseSlug(projectSlug))
    throw trackerError(
      'tracker.no-project',
      doing,
      projectSlug === '' ? 'no repository is named' : `${JSON.stringify(projectSlug)} is no repository`,
    );
  return githubTracker({
    ...githubAddresses({
      MAESTRO_GITHUB_API_URL: endpoint ?? config.github.apiUrl ?? undefined,
      MAESTRO_GITHUB_URL: config.github.webUrl ?? undefined,
    }),
    token: checkedKey(doing, config.tracker.apiKey, secretOf),
    projectSlug,
    names: { ...workflow.tracker, prefix: workflow.tracker.stateLabelPrefix || STATE_LABEL_PREFIX },
    ...common,
  });
}

/** Refused before it could reach a header, because the refusal of a header would quote it. */
function checkedKey(doing: string, name: SecretName, secretOf: (name: SecretName) => string): string {
  const key = secretOf(name).trim();
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw trackerError(
    'tracker.no-key',
    doing,
    `${name.variable} (${name.field}) holds no key that could be one`,
  );
}

/** The key must not travel in the open. */
function checkedEndpoint(doing: string, endpoint: string | null): string | null {
  if (endpoint === null) return null;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(endpoint));
  if (isSafe && !url?.username && !url?.password) return endpoint;
  throw trackerError(
    'tracker.bad-endpoint',
    doing,
    'the endpoint is no https address (http only for this machine)',
  );
}
