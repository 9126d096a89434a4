import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { OrchestratorContext } from '../../src/orchestrator/context.ts';
import { openProject } from '../../src/orchestrator/project.ts';
import { type OnceOptions, type OnceResult, runOnce } from '../../src/orchestrator/run-once.ts';
import type { StampedRunEvent } from '../../src/orchestrator/runs/events.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { run as runCommand } from '../../src/platform/process/run.ts';
import { codexHome } from './codex-home.ts';
import { type CheckedLinear, startCheckedLinear } from './contract/linear.ts';
import { type Asked, type FakeModel, fakeModel, type Reply } from './fake-model.ts';
import { HANG_MS, RUN_MS } from './limits.ts';
import { tempDir } from './temp.ts';

export const KEY_VARIABLE = 'TEST_LINEAR_KEY';

/** A YAML workflow alone, in a folder of its own: Linear, a repository to clone from, a real Codex before a scripted model. */
export interface SpecificationStage {
  linear: CheckedLinear;
  /** The project's. */
  slugId: string;
  model: FakeModel;
  env: NodeJS.ProcessEnv;
  home: string;
  /** `WORKFLOW.md` in `home`. */
  path: string;
  /** Where the workspaces are. */
  root: string;
  /** An ordinary git repository with one commit, for `git clone`. */
  source: string;
  /** Everything that was journaled, in order. */
  events: StampedRunEvent[];
  /** Writes `WORKFLOW.md` with these lines of YAML besides the tracker and the root. */
  write(yaml: string, body?: string): Promise<void>;
  issue(input?: Partial<Parameters<CheckedLinear['addIssue']>[0]>): ReturnType<CheckedLinear['addIssue']>;
  context(): Promise<OrchestratorContext>;
  once(options?: Partial<OnceOptions>, signal?: AbortSignal): Promise<OnceResult>;
}

/** Sets the stage for the running test. */
export async function specificationStage(
  reply: (asked: Asked) => Reply | Promise<Reply>,
  states?: Parameters<CheckedLinear['addTeam']>[0]['states'],
): Promise<SpecificationStage> {
  const home = await tempDir();
  const linear = await startCheckedLinear();
  onTestFinished(() => linear.stop());
  const { key } = linear.addUser({ name: 'Ann' });
  linear.addTeam({ key: 'ENG', name: 'Engineering', ...(states ? { states } : {}) });
  const { slugId } = linear.addProject('Maestro');
  linear.addLabel('maestro:needs-attention', 'ENG');
  const source = join(home, 'source');
  const git = (...args: string[]) =>
    runCommand('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...args], {
      env: { PATH: process.env.PATH, HOME: home },
      timeoutMs: HANG_MS,
    });
  await git('init', '-q', source);
  await git('-C', source, 'commit', '-q', '--allow-empty', '-m', 'Begin');
  const model = await fakeModel(reply);
  const { env: codexEnv } = await codexHome(model.baseUrl);
  const env = { ...codexEnv, [KEY_VARIABLE]: key };
  const path = join(home, 'WORKFLOW.md');
  const root = join(home, 'workspaces');
  const events: StampedRunEvent[] = [];
  const context = (): Promise<OrchestratorContext> =>
    openProject(
      { workflow: path },
      {
        home: { orchestrator: join(home, 'state') },
        env,
        clock: systemClock,
        log: { info: () => undefined, warn: () => undefined },
        onEvent: (event) => events.push(event),
      },
      AbortSignal.timeout(HANG_MS),
    );
  return {
    linear,
    slugId,
    model,
    env,
    home,
    path,
    root,
    source,
    events,
    async write(yaml, body = 'Do {{ issue.identifier }}.') {
      const tracker = `tracker:\n  kind: linear\n  provider:\n    endpoint: ${linear.endpoint}\n    api_key: $${KEY_VARIABLE}\n    project_slug: ${slugId}\n`;
      await writeFile(path, `---\n${tracker}workspace:\n  root: workspaces\n${yaml}\n---\n${body}\n`);
    },
    issue: (input) =>
      linear.addIssue({ team: 'ENG', project: slugId, title: 'Say hello', state: 'Todo', ...input }),
    context,
    async once(asked = {}, signal = AbortSignal.timeout(RUN_MS)) {
      return runOnce(await context(), { issue: null, dryRun: false, ...asked }, signal);
    },
  };
}
