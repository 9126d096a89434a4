import { githubAddresses } from '../github/addresses.ts';
import { createGitHub } from '../github/client.ts';
import { slugOf } from '../github/slug.ts';
import type { GitHub } from '../github/types.ts';
import { parseRepositoryAddress } from '../github/web-address.ts';
import type { Clock } from '../platform/clock.ts';
import { MaestroError } from '../platform/errors.ts';
import type { Home } from '../platform/paths.ts';
import { redactor } from '../platform/redact.ts';
import { gitIdentity } from '../runner/workspace/identity.ts';
import { readSource, unlikeDefault } from '../runner/workspace/source.ts';
import type { Identity } from '../runner/workspace/types.ts';
import { resolveSecret, resolveToken } from './config/load.ts';
import type { ServiceConfig } from './config/types.ts';
import { privateDirOf } from './access.ts';
import type { OrchestratorContext } from './context.ts';
import { withoutVariables } from './environment.ts';
import { CONFIGURED } from './modes/configured.ts';
import { trackerFor } from './trackers/index.ts';
import type { Workflow } from './workflow/types.ts';

/** What a door brings to an orchestrator's context. */
export interface OpenOptions {
  home: Pick<Home, 'orchestrator'>;
  config: ServiceConfig;
  workflow: Workflow;
  /** The environment of the process, secrets and all. */
  env: NodeJS.ProcessEnv;
  clock: Clock;
  /** Nothing will be written anywhere: no token is needed, and nobody to sign commits. */
  dryRun?: boolean;
  log: OrchestratorContext['log'];
  onEvent?: OrchestratorContext['onEvent'];
}

/**
 * The context of a configured project: the tracker and GitHub are signed in to by the variables that the config names (never by
 * what lies about, like `GH_TOKEN` or a `gh` login), and the rest gets an environment without them.
 * @throws MaestroError `workflow.specification-only`, `config.no-secret`, `tracker.*`, `source.*`, `github.*`.
 */
export async function openOrchestrator(
  options: OpenOptions,
  signal: AbortSignal,
): Promise<OrchestratorContext> {
  const { config, workflow, clock, log, home } = options;
  if (workflow.specification !== null)
    throw new MaestroError(
      'workflow.specification-only',
      `${workflow.path} is in the YAML dialect, which takes everything from the workflow and runs without a maestro.toml.`,
      {
        remedy: `Run it alone (maestro run --once ${workflow.path}), or write its front matter in TOML (+++).`,
      },
    );
  if (workflow.tracker.provider !== config.tracker.kind)
    throw new MaestroError(
      'config.other-tracker',
      `The config says ${config.tracker.kind}, the workflow ${workflow.tracker.provider}.`,
      { remedy: 'Make tracker.kind in maestro.toml and tracker.provider in WORKFLOW.md the same.' },
    );
  const { dryRun = false } = options;
  const secrets = [config.tracker.apiKey, ...(config.github.token ? [config.github.token] : [])];
  const token = dryRun ? tokenIfAny(config, options.env) : resolveToken(config.github, options.env);
  const key = resolveSecret(config.tracker.apiKey, options.env);
  const env = withoutVariables(
    options.env,
    secrets.map(({ variable }) => variable),
  );
  const addresses = githubAddresses({
    MAESTRO_GITHUB_API_URL: config.github.apiUrl ?? undefined,
    MAESTRO_GITHUB_URL: config.github.webUrl ?? undefined,
  });
  const origin = new URL(addresses.webUrl).origin;
  const source = await readSource(config.repoRoot, origin, env, signal);
  const unlike = await unlikeDefault(config.repoRoot, config.workflowPath, env, signal);
  if (unlike !== null)
    log.warn(
      `${config.workflowPath} is read from the working tree of repo_root as it stands: ${unlike}. Whoever may write there decides what is run.`,
    );
  const repo = parseRepositoryAddress(source.cloneUrl, addresses.webUrl);
  if (!repo)
    throw new MaestroError(
      'source.no-repository',
      `${config.repoRoot} is no clone of a repository of GitHub’s.`,
      {
        remedy: 'Set repo_root to a clone whose origin is on the host of [github] web_url.',
      },
    );
  const github = createGitHub({ ...addresses, token, clock, log });
  const slug = slugOf(repo);
  return {
    home,
    config,
    workflow,
    mode: CONFIGURED,
    tracker: trackerFor(config, workflow, (name) => resolveSecret(name, options.env), {
      originSlug: slug,
      clock,
      log,
    }),
    repository: {
      slug,
      source,
      access: { origin, token, env, privateDir: privateDirOf(home) },
      github,
      identity: dryRun ? { name: '', email: '' } : await identityOf(github, env, signal),
    },
    clock,
    redact: redactor([token, key]),
    log,
    env,
    ...(options.onEvent ? { onEvent: options.onEvent } : {}),
  };
}

/** A dry run does without. */
function tokenIfAny({ github: { token } }: ServiceConfig, env: NodeJS.ProcessEnv): string | undefined {
  return (token && env[token.variable]?.trim()) || undefined;
}

/** The user's own, else their address at GitHub. */
async function identityOf(github: GitHub, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Identity> {
  const own = await gitIdentity(env, signal);
  if (own) return own;
  const { name, login, noreplyEmail } = await github.viewer(signal);
  return { name: name || login, email: noreplyEmail };
}
