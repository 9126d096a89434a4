import * as vscode from 'vscode';
import type { AgentStatus } from '../../runner/agents/agent.ts';
import { createContribution } from '../../symphony/start/create.ts';
import { planStart, type StartPlan } from '../../symphony/start/plan.ts';
import { parseTarget, type Target } from '../../symphony/start/target.ts';
import type { Door } from '../door.ts';
import { launcher } from '../launch.ts';
import { plain } from '../plain.ts';
import { chooseAgent } from '../start/choose-agent.ts';
import { chooseFolder } from '../start/choose-folder.ts';
import { chooseIssue } from '../start/choose-issue.ts';
import { followToClone } from '../start/follow.ts';
import { previewText } from '../start/preview.ts';
import { choose, type Place, type Step, walk, write } from '../start/steps.ts';
import type { ProjectsView } from '../views/projects-view.ts';
import { IssueNode } from '../views/nodes/issue.ts';
import { openClone } from './open-clone.ts';

/** What the questions have brought to light so far. */
interface Answers {
  target?: Target;
  agent?: AgentStatus;
  name?: string;
  dir?: string | null;
  plan?: StartPlan;
}

/**
 * *Start Symphony*: asks what is still open, shows what would be done, claims the issue and opens the clone.
 * @param argument an issue's row, `owner/repo#12`, an issue's address, or nothing.
 * @returns the contribution's id; undefined when it was cancelled.
 */
export async function run(
  door: Door,
  projects: ProjectsView,
  argument?: unknown,
): Promise<string | undefined> {
  door.requireTrust();
  const ctx = await door.signedInContext();
  const { webUrl } = ctx.github;
  const { settings, home } = await door.environment();
  const { t } = vscode.l10n;
  const title = t('Start Symphony');
  const given = targetOf(argument, webUrl);

  const steps: Step<Answers>[] = [
    async (known, place) => ({ ...known, agent: await chooseAgent(door, place) }),
    async (known, place) => {
      const { slug, issue } = known.target as Target;
      const question = { ...place, title, placeholder: t('What to call this contribution') };
      const problem = (text: string): string | undefined => (text.trim() ? undefined : t('Give it a name.'));
      return { ...known, name: await write(question, `Symphony: ${slug} #${issue}`, problem) };
    },
    async (known, place) => ({
      ...known,
      dir: await chooseFolder(home.root, (known.target as Target).slug, place),
    }),
    async (known, place) => {
      const { slug, issue } = known.target as Target;
      const plan = await planning((signal) =>
        planStart(
          ctx,
          {
            target: `${slug}#${issue}`,
            agent: (known.agent as AgentStatus).id,
            model: null,
            name: known.name ?? null,
            dir: known.dir ?? null,
            freshContext: settings.freshContext,
            finalize: settings.finalize,
          },
          signal,
        ),
      );
      await door.documents.show(`${slug}/${issue}/Start Symphony.md`, previewText(plan));
      await confirm(plan, place);
      return { ...known, plan };
    },
  ];
  if (!given)
    steps.unshift(async (known, place) => ({
      ...known,
      target: await chooseIssue(() => projects.read(), webUrl, place),
    }));

  const { plan } = await walk<Answers>(given ? { target: given } : {}, steps);
  const id = await createContribution(ctx, plan as StartPlan);
  await launcher(door, ctx, id)();
  const contribution = await followToClone(door, ctx, id);
  if (!contribution) return undefined;
  await openClone(contribution);
  return id;
}

function targetOf(argument: unknown, webUrl: string): Target | undefined {
  if (argument instanceof IssueNode) {
    const { slug, number } = argument.entry.issue;
    return { slug, issue: number };
  }
  return typeof argument === 'string' ? parseTarget(argument, webUrl) : undefined;
}

async function planning<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Reading the issue and its documents…'),
    cancellable: true,
  };
  return vscode.window.withProgress(options, (_progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    return work(stop.signal);
  });
}

/** The last question, beside the preview. */
async function confirm(plan: StartPlan, place: Place): Promise<void> {
  const { t } = vscode.l10n;
  const question = {
    ...place,
    title: t('Start Symphony'),
    placeholder: t('Read what will be done in the editor, then decide'),
  };
  const hidden = plan.hiddenParts > 0 ? [t('{0} hidden parts in the issue text', plan.hiddenParts)] : [];
  const warnings = [...hidden, ...plan.warnings.map(({ message }) => plain(message, 160))];
  const chosen = await choose<vscode.QuickPickItem & { yes: boolean }>(question, (pick) => {
    pick.items = [
      {
        label: t('Claim the issue and start'),
        iconPath: new vscode.ThemeIcon('play'),
        description: t('opens a draft pull request in your name'),
        detail: warnings.length > 0 ? `$(warning) ${warnings.join(' · ')}` : '',
        yes: true,
      },
      { label: t('Do not start'), iconPath: new vscode.ThemeIcon('close'), yes: false },
    ];
  });
  if (!chosen.yes) throw new vscode.CancellationError();
}
