import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ServiceConfig } from '../../src/orchestrator/config/types.ts';
import type { OrchestratorContext } from '../../src/orchestrator/context.ts';
import { openOrchestrator } from '../../src/orchestrator/open.ts';
import { type OnceOptions, type OnceResult, runOnce } from '../../src/orchestrator/run-once.ts';
import type { StampedRunEvent } from '../../src/orchestrator/runs/events.ts';
import { readWorkflow } from '../../src/orchestrator/workflow/read.ts';
import { type Clock, systemClock } from '../../src/platform/clock.ts';
import { homeFrom } from '../../src/platform/paths.ts';
import { run as runCommand } from '../../src/platform/process/run.ts';
import { codexHome } from './codex-home.ts';
import { type CheckedForge, startCheckedForge } from './contract/checked-forge.ts';
import { type CheckedLinear, startCheckedLinear } from './contract/linear.ts';
import { type Asked, type FakeModel, fakeModel, type Reply } from './fake-model.ts';
import { HANG_MS, RUN_MS } from './limits.ts';
import { tempDir } from './temp.ts';

export const SLUG = 'octo/hello';
const LINEAR_KEY_VARIABLE = 'TEST_LINEAR_KEY';
const GITHUB_VARIABLE = 'TEST_FORGE_TOKEN';

/** A `WORKFLOW.md` for tests; `extra` is added to its `[execution]`. */
export const workflowText = (extra = '', tracker = ''): string =>
  `+++\nversion = 1\n[tracker]\n${tracker}\n[execution]\n${extra}\n+++\nDo what the issue says.\n`;

/** A configured project: Linear, a forge, a real Codex before a model that the test scripts. */
export interface OrchestratorStage {
  linear: CheckedLinear;
  forge: CheckedForge;
  model: FakeModel;
  config: ServiceConfig;
  env: NodeJS.ProcessEnv;
  /** Holds all of it; also the `MAESTRO_HOME` to use. */
  home: string;
  /** Where the orchestrator keeps its own. */
  state: string;
  /** Everything that was journaled, in order. */
  events: StampedRunEvent[];
  /** An issue in Todo. */
  issue(input?: Partial<Parameters<CheckedLinear['addIssue']>[0]>): ReturnType<CheckedLinear['addIssue']>;
  context(dryRun?: boolean): Promise<OrchestratorContext>;
  once(options?: Partial<OnceOptions>, signal?: AbortSignal): Promise<OnceResult>;
}

/** What a stage is made with. */
export interface StageOptions {
  workflow?: string;
  reply: (asked: Asked) => Reply | Promise<Reply>;
  limits?: Partial<ServiceConfig['limits']>;
  labels?: readonly string[];
  clock?: Clock;
}

/** Sets the stage for the running test. */
export async function orchestratorStage(options: StageOptions): Promise<OrchestratorStage> {
  const home = await tempDir();
  const linear = await startCheckedLinear();
  const forge = await startCheckedForge();
  onTestFinished(() => linear.stop());
  onTestFinished(() => forge.stop());
  const { key } = linear.addUser({ name: 'Ann' });
  linear.addTeam({ key: 'ENG', name: 'Engineering' });
  const { slugId } = linear.addProject('Maestro');
  for (const name of options.labels ?? ['maestro:needs-attention']) linear.addLabel(name, 'ENG');
  const { token } = forge.addUser({ login: 'maintainer', name: 'A Maintainer' });
  await forge.addRepository({ slug: SLUG, push: ['maintainer'] });
  const repoRoot = join(home, 'repo');
  await runCommand('git', ['clone', '-q', `${forge.url}/${SLUG}.git`, repoRoot], {
    env: { PATH: process.env.PATH, HOME: home, GIT_TERMINAL_PROMPT: '0' },
    timeoutMs: HANG_MS,
  });
  await mkdir(join(home, 'lanes'));
  const model = await fakeModel(options.reply);
  const codex = await codexHome(model.baseUrl);
  const env = { ...codex.env, [LINEAR_KEY_VARIABLE]: key, [GITHUB_VARIABLE]: token };
  const config: ServiceConfig = {
    path: join(home, 'maestro.toml'),
    id: 'app',
    repoRoot,
    workspaceRoot: join(home, 'lanes'),
    workflowPath: join(repoRoot, 'WORKFLOW.md'),
    tracker: {
      kind: 'linear',
      projectSlug: slugId,
      endpoint: linear.endpoint,
      apiKey: { variable: LINEAR_KEY_VARIABLE, field: 'tracker.api_key_env_var' },
    },
    github: {
      token: { variable: GITHUB_VARIABLE, field: 'github.token_env_var' },
      webUrl: forge.url,
      apiUrl: forge.apiUrl,
    },
    agent: { transport: 'stdio://' },
    worker: { codexCommand: 'codex', model: null },
    validation: { sandbox: 'codex', network: false, writable: [] },
    operatorHttp: { listenAddress: null },
    limits: { idleMs: HANG_MS, turnMs: RUN_MS, validationMs: HANG_MS, keepRuns: 500, ...options.limits },
  };
  const state = homeFrom({ MAESTRO_HOME: home }).orchestrator;
  const events: StampedRunEvent[] = [];
  const context = async (dryRun = false): Promise<OrchestratorContext> => {
    const { value, problems } = await readWorkflow(
      options.workflow ?? workflowText(),
      config.workflowPath,
      env,
    );
    if (!value) throw new Error(JSON.stringify(problems));
    return openOrchestrator(
      {
        home: { orchestrator: state },
        config,
        workflow: value,
        env,
        clock: options.clock ?? systemClock,
        dryRun,
        log: { info: () => undefined, warn: () => undefined },
        onEvent: (event) => events.push(event),
      },
      AbortSignal.timeout(HANG_MS),
    );
  };
  return {
    linear,
    forge,
    model,
    config,
    env,
    home,
    state,
    events,
    issue: (input) =>
      linear.addIssue({ team: 'ENG', project: slugId, title: 'Say hello', state: 'Todo', ...input }),
    context,
    async once(asked = {}, signal = AbortSignal.timeout(RUN_MS)) {
      return runOnce(await context(asked.dryRun), { issue: null, dryRun: false, ...asked }, signal);
    },
  };
}

/** The workflow's `[tracker]` for the issues of the forge in place of Linear's. */
export const GITHUB_TRACKER = 'provider = "github"';

/** Takes the forge's issues for the tracker (with `GITHUB_TRACKER` in the workflow), its labels made. @returns opens one. */
export async function trackedOnGitHub({
  config,
  forge,
}: OrchestratorStage): Promise<(state: string) => Promise<{ number: number; url: string }>> {
  const { apiKey } = config.tracker;
  config.tracker = {
    kind: 'github',
    projectSlug: null,
    endpoint: forge.apiUrl,
    apiKey: { ...apiKey, variable: GITHUB_VARIABLE },
  };
  const states = ['todo', 'in-progress', 'in-review'].map((name) => `state:${name}`);
  await forge.addLabels(SLUG, [...states, 'maestro:needs-attention']);
  return (state) => {
    const text = { title: 'Say hello', body: 'Please.', author: 'maintainer' };
    return forge.openIssue(SLUG, { ...text, labels: [`state:${state}`] });
  };
}

/** What a model calls, one after the other, to bring the work of a command to its hand-off. */
export function handOffCalls(
  { id, shell, comment }: { id: string; shell: string; comment?: string },
  { results }: Pick<Asked, 'results'>,
): Reply[] {
  return [
    { tool: 'issue_transition', input: { issue_id: id, state: 'In Progress' } },
    ...(comment === undefined ? [] : [{ tool: 'issue_comment', input: { issue_id: id, body: comment } }]),
    { shell },
    { tool: 'lane_publish', input: { title: 'Say hello', body: 'A file that says hello.' } },
    {
      tool: 'issue_review_handoff',
      input: { issue_id: id, pr_url: lastJson(results).pr_url ?? '', summary: 'Hello is said.' },
    },
    { tool: 'issue_terminal_finalize', input: { issue_id: id, path: 'review_handoff' } },
  ];
}

/** What the results of tools said last, as JSON, of each field; the fake model's way to use an address that it was given. */
export function lastJson(results: readonly string[]): Record<string, string> {
  const said: Record<string, string> = {};
  for (const result of results) {
    const start = result.indexOf('{');
    if (start < 0) continue;
    try {
      Object.assign(said, JSON.parse(result.slice(start, result.lastIndexOf('}') + 1)));
    } catch {
      // Not this one.
    }
  }
  return said;
}
