import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '../../orchestrator/config/load.ts';
import type { TrackerKind } from '../../orchestrator/config/types.ts';
import { openOrchestrator } from '../../orchestrator/open.ts';
import { runOnce } from '../../orchestrator/run-once.ts';
import type { Run } from '../../orchestrator/runs/run.ts';
import { loadWorkflow } from '../../orchestrator/workflow/read.ts';
import { systemClock } from '../../platform/clock.ts';
import { MaestroError } from '../../platform/errors.ts';
import { homeFrom } from '../../platform/paths.ts';
import { oneLine, stripControls } from '../../platform/text.ts';
import { writeLauncher } from '../../rehearsal/orchestrator/launcher.ts';
import { type OrchestratorStage, setOrchestratorStage } from '../../rehearsal/orchestrator/stage.ts';
import { openWorkspace } from '../../runner/workspace/open.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { terminalLog } from '../log.ts';
import { runEventLines } from '../render/run.ts';

export interface RehearseOrchestratorOptions {
  agent: string;
  tracker?: TrackerKind;
  model?: string;
  keep?: boolean;
  /** Of the other rehearsal. */
  document?: string[];
  serve?: boolean;
}

/** `rehearse --orchestrator [PATH]`: one issue from its tracker to the hand-off, with both sides on this machine. */
export async function rehearseOrchestrator(
  door: Door,
  path: string | undefined,
  options: RehearseOrchestratorOptions,
): Promise<number> {
  const foreign = options.document ? '--document' : options.serve ? '--serve' : null;
  if (foreign !== null)
    throw new MaestroError('cli.usage', `${foreign} has no effect when you rehearse the orchestrator.`, {
      remedy: `Remove ${foreign} or --orchestrator.`,
    });
  if (options.agent !== 'scripted' && options.agent !== 'codex')
    throw new MaestroError('cli.usage', 'The orchestrator works with Codex.', {
      remedy: 'Use --agent scripted (no model) or --agent codex.',
    });
  const isScripted = options.agent === 'scripted';
  const stage = await setOrchestratorStage({
    path: path ?? null,
    tracker: options.tracker ?? null,
    codexCommand: (root) =>
      isScripted ? writeLauncher(join(root, 'bin'), process.argv[1] ?? '') : Promise.resolve('codex'),
    sandbox: isScripted || process.platform === 'win32' ? 'none' : 'codex',
    model: options.model ?? null,
    signal: door.signal,
  });
  const keep = options.keep ?? false;
  try {
    return await perform(door, stage, isScripted ? 'scripted, no model' : 'Codex');
  } finally {
    await stage.leave(keep);
    if (keep)
      door.terminal.note(`Kept: ${stage.root} (maestro.toml, the lane, the journal, the repositories)`);
  }
}

async function perform(door: Door, stage: OrchestratorStage, agent: string): Promise<number> {
  const { terminal, signal } = door;
  const row = (label: string, text: string): void =>
    terminal.out(`${terminal.look('bold', label.padEnd(10))}${text}`);
  const env = { ...process.env, ...stage.env };
  row('forge', `${stage.forge.url} (on this machine, gone when this ends)`);
  row('tracker', stage.tracker.name);
  row('config', stage.configPath);
  row('agent', agent);
  const config = await loadConfig(stage.configPath);
  const workflow = await loadWorkflow(config.workflowPath, env);
  const ctx = await openOrchestrator(
    {
      home: homeFrom(env),
      config,
      workflow,
      env,
      clock: systemClock,
      log: terminalLog(terminal, (text) => text),
      onEvent: (event) => {
        for (const line of runEventLines(event, terminal)) terminal.out(ctx.redact(line));
      },
    },
    signal,
  );
  const { run, notes } = await runOnce(ctx, { issue: stage.tracker.identifier, dryRun: false }, signal);
  for (const note of notes) terminal.note(note);
  await closing(door, stage, run);
  return run?.closed?.how === 'succeeded' ? EXIT.good : EXIT.failed;
}

/** What people would see now: the issue, its comments, the pull request, the change. */
async function closing(door: Door, stage: OrchestratorStage, run: Run | null): Promise<void> {
  const { terminal, signal } = door;
  const heading = (text: string): void => terminal.out(`\n${terminal.look('bold', text)}`);
  const { state, labels, comments } = stage.tracker.issue();
  heading(`The issue ${stage.tracker.identifier}: ${oneLine(state, 100)}`);
  if (labels.length > 0) terminal.out(`labels: ${labels.map((label) => oneLine(label, 100)).join(', ')}`);
  for (const { author, body } of comments)
    terminal.out(`\n${oneLine(author, 100)}:\n${stripControls(body).trim()}`);
  for (const pull of stage.forge.repository(stage.slug).pulls) {
    heading(
      `The pull request: ${pull.draft ? 'draft' : pull.state === 'open' ? 'open, ready for review' : pull.state}`,
    );
    terminal.out(`${oneLine(pull.title)}\n${stripControls(pull.body).trim()}`);
  }
  const [lane] = await readdir(stage.workspaceRoot).catch(() => []);
  if (lane !== undefined && run?.pullUrl) {
    const access = {
      origin: stage.forge.url,
      token: undefined,
      env: process.env,
      privateDir: stage.privateDir,
    };
    const workspace = openWorkspace(join(stage.workspaceRoot, lane), access, signal);
    heading('What changed');
    terminal.out(
      stripControls(
        await workspace.diffText(stage.forge.repository(stage.slug).branches.main ?? '', 20_000),
      ).trim(),
    );
  }
  if (run?.failure && run.closed?.how !== 'succeeded')
    terminal.note(`${run.failure.message} [${run.failure.errorClass}]`);
}
