import { MaestroError } from '../../platform/errors.ts';
import { oneLine, plural, stripControls } from '../../platform/text.ts';
import type { Sandbox } from '../../runner/agents/agent.ts';
import { budgetsLine } from '../../symphony/budget/words.ts';
import type { SymphonyContext } from '../../symphony/context.ts';
import type { Contribution } from '../../symphony/contribution.ts';
import { finalize } from '../../symphony/control.ts';
import { launchEngine } from '../../symphony/launch.ts';
import { createContribution } from '../../symphony/start/create.ts';
import { planStart, type StartPlan } from '../../symphony/start/plan.ts';
import { type BudgetFlags, budgetsFromFlags, type TurnFlags, turnMinutesFromFlags } from '../budget-flags.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { exitCodeOf, watch } from './attach.ts';

export interface StartCommandOptions extends BudgetFlags, TurnFlags {
  agent?: string;
  model?: string;
  name?: string;
  dir?: string;
  freshContext?: 'task' | 'document';
  finalize?: 'ask' | 'auto';
  sandbox?: Sandbox;
  detach?: boolean;
  yes?: boolean;
  preview?: boolean;
}

/** `symphony start TARGET`: shows what would happen, asks, claims the issue and runs it, watched or detached. */
export async function start(door: Door, target: string, options: StartCommandOptions): Promise<number> {
  const { terminal, signal } = door;
  if (!options.agent)
    throw new MaestroError('cli.usage', 'Say which agent should do the work: --agent AGENT.', {
      remedy: 'List the installed agents with: maestro agents',
    });
  const ctx = await door.context();
  const plan = await planStart(
    ctx,
    {
      target,
      agent: options.agent,
      model: options.model ?? null,
      name: options.name ?? null,
      dir: options.dir ?? null,
      freshContext: options.freshContext ?? 'task',
      finalize: options.finalize ?? 'ask',
      sandbox: options.sandbox ?? 'workspace-write',
      budgets: budgetsFromFlags(options),
      turnMinutes: turnMinutesFromFlags(options),
    },
    signal,
  );
  showPlan(door, plan, options.preview ?? false);
  const how = plan.sandbox === 'workspace-write' ? '' : ` with the sandbox "${plan.sandbox}"`;
  const question = `Start${how}, and claim the issue with a draft pull request?`;
  if (!options.yes && !(await terminal.confirm(question, signal))) {
    terminal.out('Nothing was started.');
    return EXIT.good;
  }
  const id = await createContribution(ctx, plan);
  await launch(door, ctx, id);
  if (options.detach) {
    terminal.out(id);
    terminal.note(`Running in the background. Watch it: maestro symphony attach ${id}`);
    return EXIT.good;
  }
  const ended = await watch(door, ctx, id);
  return exitCodeOf(await offerFinalize(door, ctx, ended));
}

/** Starts the engine process of a contribution. */
export async function launch(door: Door, ctx: SymphonyContext, id: string): Promise<void> {
  await launchEngine({ home: ctx.home, id, command: door.engine(id), token: ctx.token, env: ctx.env });
}

/** In a terminal, a run that waits for its finalize is asked about at once. */
async function offerFinalize(door: Door, ctx: SymphonyContext, ended: Contribution): Promise<Contribution> {
  if (ended.state !== 'finishing' || !door.terminal.interactive) return ended;
  const yes = await door.terminal.confirm('Hand the pull request over to the maintainers now?', door.signal);
  if (!yes) return ended;
  await finalize(ctx, ended.id, () => launch(door, ctx, ended.id));
  return watch(door, ctx, ended.id);
}

function showPlan(door: Door, plan: StartPlan, preview: boolean): void {
  const { terminal } = door;
  const row = (label: string, text: string): void =>
    terminal.out(`${terminal.look('bold', label.padEnd(10))}${text}`);
  row('issue', `${plan.slug} #${plan.issue.number} ${oneLine(plan.issue.title)}`);
  row('', plan.issue.url);
  for (const document of plan.documents)
    row('document', `${oneLine(document.path, 160)}${document.external ? ' (external)' : ''}`);
  row(
    'agent',
    `${plan.agent.displayName}${plan.agent.version ? ` ${plan.agent.version}` : ''}${plan.model ? `, model ${oneLine(plan.model, 60)}` : ''}`,
  );
  if (plan.agent.note) row('', terminal.look('dim', plan.agent.note));
  row('sandbox', plan.sandbox);
  row('budget', budgetsLine(plan.budgets) ?? 'none: it may use what the documents need');
  row('folder', plan.dir);
  row(
    'pull',
    plan.fork
      ? 'from a fork of yours: you have no push right to the project'
      : 'from a branch of the project',
  );
  for (const policy of plan.policies) row('policy', `${policy.path}: ${policyUrl(plan, policy.path)}`);
  for (const warning of plan.warnings)
    row('warning', terminal.look('yellow', `${warning.message} [${warning.code}]`));
  if (plan.hiddenParts > 0)
    row(
      'warning',
      terminal.look('yellow', `${plural(plan.hiddenParts, 'hidden part')} in the issue text, marked below.`),
    );
  if (preview || plan.hiddenParts > 0) {
    terminal.out();
    terminal.out(terminal.look('bold', 'The issue as the maintainers wrote it, hidden parts marked:'));
    terminal.out(stripControls(plan.issueText));
  }
  terminal.out();
  terminal.out(terminal.look('bold', 'What the agent will be told, word for word, for the first task:'));
  terminal.out(stripControls(plan.promptPreview));
}

const policyUrl = (plan: StartPlan, path: string): string => `${plan.projectUrl}/blob/HEAD/${path}`;
