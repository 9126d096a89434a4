import { lockHolder } from '../../platform/lock.ts';
import { homeFrom } from '../../platform/paths.ts';
import { endGroup } from '../../platform/process/kill.ts';
import { oneLine, plural, stripControls } from '../../platform/text.ts';
import { samplePath } from '../../rehearsal/sample.ts';
import { type Stage, setStage } from '../../rehearsal/stage.ts';
import { type SampleTests, testSample } from '../../rehearsal/test-sample.ts';
import type { SymphonyContext } from '../../symphony/context.ts';
import type { Contribution } from '../../symphony/contribution.ts';
import { listContributions } from '../../symphony/contributions.ts';
import { browseIssues } from '../../symphony/issues/browse.ts';
import { contributionPaths } from '../../symphony/journal/paths.ts';
import { loadProjects } from '../../symphony/registry/load.ts';
import { createContribution } from '../../symphony/start/create.ts';
import { planStart } from '../../symphony/start/plan.ts';
import { contextWith } from '../context.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { terminalLog } from '../log.ts';
import { exitCodeOf, watch } from './attach.ts';
import { launch } from './start.ts';

export interface RehearseOptions {
  agent: string;
  model?: string;
  document?: string[];
  keep?: boolean;
  serve?: boolean;
}

/** `rehearse [PATH]`: the whole flow on a forge on this machine, with any agent; nothing leaves the machine but the agent's own calls. */
export async function rehearse(
  door: Door,
  path: string | undefined,
  options: RehearseOptions,
): Promise<number> {
  const sample = path === undefined;
  const stage = await setStage({
    path: path ?? samplePath(),
    documents: options.document ?? [],
    title: sample ? 'Make the failing tests pass' : 'Rehearsal: work through the Auto Run documents',
  });
  const keep = options.keep ?? false;
  try {
    return options.serve ? await serve(door, stage) : await perform(door, stage, options, sample);
  } finally {
    await endEngines(stage);
    await stage.leave(keep);
    if (keep) door.terminal.note(`Kept: ${stage.root} (the clone, the journal, the forge's repositories)`);
  }
}

async function perform(door: Door, stage: Stage, options: RehearseOptions, sample: boolean): Promise<number> {
  const { terminal, signal } = door;
  const row = (label: string, text: string): void =>
    terminal.out(`${terminal.look('bold', label.padEnd(10))}${text}`);
  const ctx = stageContext(door, stage);
  const before = sample ? await testSample(samplePath(), signal) : undefined;
  row('forge', `${stage.forge.url} (on this machine, gone when this ends)`);
  const { projects } = await loadProjects(ctx, { signal });
  for (const project of projects) row('registry', `${project.slug}: ${oneLine(project.description, 100)}`);
  const { bySlug } = await browseIssues(ctx, [stage.slug], { signal });
  for (const issue of bySlug.get(stage.slug) ?? [])
    row('issues', `#${issue.number} ${issue.status.replace('_', ' ')}: ${oneLine(issue.title, 100)}`);
  const plan = await planStart(
    ctx,
    {
      target: `${stage.slug}#${stage.issue.number}`,
      agent: options.agent,
      model: options.model ?? null,
      name: null,
      dir: null,
      freshContext: 'task',
      finalize: 'auto',
      sandbox: 'workspace-write',
    },
    signal,
  );
  row('agent', `${plan.agent.displayName}${plan.agent.version ? ` ${plan.agent.version}` : ''}`);
  if (before) row('tests', `${before.failed} of ${before.total} fail before`);
  terminal.out();
  const id = await createContribution(ctx, plan);
  await launch(door, ctx, id);
  const ended = await watch(door, ctx, id);
  await closing(door, stage, ctx, ended, before);
  return exitCodeOf(ended);
}

/** An interrupted rehearsal leaves no engine at work on a forge that is gone. */
async function endEngines(stage: Stage): Promise<void> {
  const home = homeFrom(stage.env);
  for (const { id } of (await listContributions(home)).contributions) {
    const holder = await lockHolder(contributionPaths(home, id).lock);
    if (holder) await endGroup(holder.pid, 5_000);
  }
}

/** What a contributor would have sent: the pull request, the changes, the numbers. */
async function closing(
  door: Door,
  stage: Stage,
  ctx: SymphonyContext,
  ended: Contribution,
  before: SampleTests | undefined,
): Promise<void> {
  const { terminal, signal } = door;
  const heading = (text: string): void => terminal.out(`\n${terminal.look('bold', text)}`);
  const pull =
    ended.claim?.pull &&
    stage.forge.repository(stage.slug).pulls.find(({ number }) => number === ended.claim?.pull?.number);
  if (pull) {
    heading('The pull request');
    terminal.out(
      `${oneLine(pull.title)} (${pull.draft ? 'draft' : pull.state === 'open' ? 'open, ready for review' : pull.state})`,
    );
    terminal.out(stripControls(pull.body).trim());
  }
  const { workspace } = await openForReading(ctx, ended, signal);
  if (workspace && ended.claim) {
    heading('What changed');
    terminal.out(stripControls(await workspace.diffText(ended.claim.baseSha, 20_000)).trim());
    if (before) {
      const after = await testSample(workspace.dir, signal);
      terminal.out(
        `\nThe sample's own tests: ${plural(before.failed, 'failure')} of ${before.total} before, ${terminal.look(after.failed === 0 ? 'green' : 'red', plural(after.failed, 'failure'))} of ${after.total} after.`,
      );
    }
  }
  terminal.out();
  terminal.out(terminal.look('dim', 'A rehearsal counts in no history, stats or achievements.'));
}

async function openForReading(ctx: SymphonyContext, ended: Contribution, signal: AbortSignal) {
  if (!ended.clone?.ready || ended.clone.removed) return { workspace: undefined };
  const { openWorkspace } = await import('../../runner/workspace/open.ts');
  const { env, home, github } = ctx;
  const access = { origin: github.webUrl, token: undefined, env, privateDir: home.private };
  return { workspace: openWorkspace(ended.clone.dir, access, signal) };
}

/** The context of the contributor on the stage: the machine's environment with the stage's addresses on top. */
function stageContext(door: Door, stage: Stage): SymphonyContext {
  const env = { ...process.env, ...stage.env };
  return contextWith(
    stage.contributor.token,
    terminalLog(door.terminal, (text) => text),
    env,
  );
}

/** `--serve`: leaves the forge standing, for the editor or for another terminal. */
async function serve(door: Door, stage: Stage): Promise<number> {
  const { terminal, signal } = door;
  // A comment of the shell's, so that the whole output can be sourced.
  terminal.out(`# The forge is at ${stage.forge.url}; it stops with Ctrl-C. For another terminal:`);
  const env = { ...stage.env, GITHUB_TOKEN: stage.contributor.token };
  for (const [name, value] of Object.entries(env)) terminal.out(`export ${name}=${quote(value)}`);
  if (signal.aborted) return EXIT.good;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  return EXIT.good;
}

const quote = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`;
