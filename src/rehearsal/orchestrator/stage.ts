import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { TrackerKind } from '../../orchestrator/config/types.ts';
import { loadWorkflow } from '../../orchestrator/workflow/read.ts';
import type { Workflow } from '../../orchestrator/workflow/types.ts';
import { MaestroError } from '../../platform/errors.ts';
import { exists } from '../../platform/files.ts';
import { prepareClone } from '../../runner/workspace/clone.ts';
import { findDocuments } from '../find-documents.ts';
import { type Forge, startForge } from '../forge/forge.ts';
import { samplePath } from '../sample.ts';
import { requireSourceFolder } from '../source-folder.ts';
import { configText, GITHUB_TOKEN, TRACKER_KEY } from './config-text.ts';
import { sampleWorkflow } from './sample-workflow.ts';
import { githubStage, linearStage, type TrackerStage } from './tracker-stage.ts';

/** What is rehearsed. */
export interface OrchestratorStageOptions {
  /** A local repository with a committed `WORKFLOW.md`; null for the bundled sample. */
  path: string | null;
  /** null: the one that the workflow names (Linear for the sample). */
  tracker: TrackerKind | null;
  /** The command that stands for Codex in this rehearsal, given the stage's folder. */
  codexCommand(root: string): Promise<string>;
  /** See `RehearsalConfig`. */
  sandbox: 'codex' | 'none';
  model: string | null;
  signal: AbortSignal;
}

/** Two doubles on loopback, a clone with its workflow, a config, and one issue that can be started. */
export interface OrchestratorStage {
  /** The folder that holds all of it. */
  root: string;
  forge: Forge;
  tracker: TrackerStage;
  slug: string;
  /** The `maestro.toml` that was made. */
  configPath: string;
  workspaceRoot: string;
  /** See `GitAccess`. */
  privateDir: string;
  /** Home and secrets, to be added to the user's environment. */
  env: NodeJS.ProcessEnv;
  /** Stops both; removes the folder unless it is to be kept. */
  leave(keep: boolean): Promise<void>;
}

/**
 * Sets the stage for a rehearsal of the orchestrator: everything on loopback and in one temporary folder.
 * @throws MaestroError `rehearse.no-repository`, `rehearse.no-workflow`, `rehearse.other-tracker`, `workflow.*`.
 */
export async function setOrchestratorStage(options: OrchestratorStageOptions): Promise<OrchestratorStage> {
  if (options.path !== null) await requireWorkflow(resolve(options.path));
  const root = await mkdtemp(join(tmpdir(), 'maestro-rehearsal-'));
  // Undone in reverse order when the stage is left or could not be set.
  const undo: (() => Promise<void>)[] = [];
  const leave = async (keep: boolean): Promise<void> => {
    for (const stop of undo.splice(0).reverse()) await stop();
    if (!keep) await rm(root, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const from = await sourceOf(options, root);
    const forge = await startForge({ root: join(root, 'forge') });
    undo.push(() => forge.stop());
    const operator = forge.addUser({ login: 'operator', name: 'Rehearsal Operator' });
    const name = basename(from).replace(/[^A-Za-z0-9._-]/g, '-') || 'project';
    const slug = `maintainer/${name}`;
    await forge.addRepository({ slug, fromDir: from, push: [operator.login] });
    const repoRoot = join(root, 'source');
    const privateDir = join(root, 'private');
    await clone(forge, slug, { dir: repoRoot, privateDir }, options.signal);
    const workflow = await loadWorkflow(join(repoRoot, 'WORKFLOW.md'), process.env);
    requireOrchestrated(workflow, options.tracker);
    const issue = {
      title: options.path === null ? 'Make the failing tests pass' : 'Rehearsal: work through what is open',
      body: await bodyOf(repoRoot),
    };
    const tracker =
      workflow.tracker.provider === 'linear'
        ? await linearStage(workflow, issue)
        : await githubStage(forge, slug, workflow, operator, issue);
    undo.push(() => tracker.stop());
    const workspaceRoot = join(root, 'lanes');
    const configPath = join(root, 'maestro.toml');
    const { kind, projectSlug, endpoint } = tracker;
    const config = {
      repoRoot,
      workspaceRoot,
      tracker: { kind, projectSlug, endpoint },
      github: { webUrl: forge.url, apiUrl: forge.apiUrl },
      codexCommand: await options.codexCommand(root),
      model: options.model,
      sandbox: options.sandbox,
    };
    await writeFile(configPath, configText(config));
    const env = {
      MAESTRO_HOME: join(root, 'home'),
      [TRACKER_KEY]: tracker.key,
      [GITHUB_TOKEN]: operator.token,
    };
    return { root, forge, tracker, slug, configPath, workspaceRoot, privateDir, env, leave };
  } catch (error) {
    await leave(false);
    throw error;
  }
}

/** The folder that becomes the repository: the user's own, or a copy of the sample with a workflow in it. */
async function sourceOf({ path, tracker }: OrchestratorStageOptions, root: string): Promise<string> {
  if (path !== null) return resolve(path);
  const dir = join(root, 'textkit');
  await cp(samplePath(), dir, { recursive: true });
  await writeFile(join(dir, 'WORKFLOW.md'), sampleWorkflow(tracker ?? 'linear'));
  return dir;
}

async function clone(
  forge: Forge,
  slug: string,
  { dir, privateDir }: { dir: string; privateDir: string },
  signal: AbortSignal,
): Promise<void> {
  const { branches } = forge.repository(slug);
  await prepareClone({
    dir,
    originUrl: `${forge.url}/${slug}.git`,
    upstreamUrl: null,
    branch: 'main',
    sha: branches.main ?? '',
    access: { origin: forge.url, token: undefined, env: process.env, privateDir },
    signal,
    own: null,
    onProgress: () => undefined,
  });
}

async function bodyOf(repoRoot: string): Promise<string> {
  const documents = await findDocuments(repoRoot);
  if (documents.length === 0) return 'Please do what WORKFLOW.md asks for.\n';
  const list = documents.map((path) => `- \`${path}\``).join('\n');
  return `Please work through these documents, in this order:\n\n${list}\n`;
}

function requireOrchestrated({ tracker, specification }: Workflow, asked: TrackerKind | null): void {
  if (specification !== null)
    throw new MaestroError('rehearse.no-workflow', 'The WORKFLOW.md is in the YAML dialect.', {
      remedy:
        'A rehearsal hands work over; that needs the TOML dialect (+++). See docs/orchestrator/workflow.md.',
    });
  if (asked === null || asked === tracker.provider) return;
  throw new MaestroError('rehearse.other-tracker', `The WORKFLOW.md says provider = "${tracker.provider}".`, {
    remedy: `Remove --tracker, or set provider = "${asked}" there.`,
  });
}

async function requireWorkflow(path: string): Promise<void> {
  await requireSourceFolder(path);
  if (await exists(join(path, 'WORKFLOW.md'))) return;
  throw new MaestroError('rehearse.no-workflow', `There is no WORKFLOW.md in ${path}.`, {
    remedy: 'Write one and commit it (docs/orchestrator/workflow.md), or rehearse the bundled sample.',
  });
}
