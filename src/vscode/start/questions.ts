import * as vscode from 'vscode';
import type { AgentStatus } from '../../runner/agents/agent.ts';
import type { StartPreview } from '../../symphony/service/messages.ts';
import type { Target } from '../../symphony/start/target.ts';
import type { Door } from '../door.ts';
import type { ProjectsView } from '../views/projects-view.ts';
import { chooseAgent } from './choose-agent.ts';
import { chooseFolder } from './choose-folder.ts';
import { chooseIssue } from './choose-issue.ts';
import { confirm } from './confirm.ts';
import { previewText } from './preview.ts';
import type { WindowService } from '../service.ts';
import { type Step, write } from './steps.ts';

/** What the questions have brought to light so far. */
export interface Answers {
  target?: Target | undefined;
  agent?: AgentStatus;
  name?: string;
  /** Null for the default place. */
  dir?: string | null;
}

/** The questions before a start: the issue unless it is given, agent, name, folder, and the last one beside the preview. */
export async function questions(
  door: Door,
  projects: ProjectsView,
  service: WindowService,
  webUrl: string,
  given: Target | undefined,
): Promise<Step<Answers>[]> {
  const { home, settings } = await door.environment();
  const { t } = vscode.l10n;
  const issue: Step<Answers> = async (known, place) => ({
    ...known,
    target: await chooseIssue(() => projects.read(), webUrl, place),
  });
  return [
    ...(given ? [] : [issue]),
    async (known, place) => ({ ...known, agent: await chooseAgent(door, service, place) }),
    async (known, place) => {
      const target = required(known.target);
      const question = {
        ...place,
        title: t('Start Symphony'),
        placeholder: t('What to call this contribution'),
      };
      const problem = (text: string): string | undefined => (text.trim() ? undefined : t('Give it a name.'));
      const name = await write(question, `Symphony: ${target.slug} #${target.issue}`, problem);
      return { ...known, name };
    },
    async (known, place) => ({
      ...known,
      dir: await chooseFolder(home.root, required(known.target).slug, place),
    }),
    async (known, place) => {
      const { slug, issue: number } = required(known.target);
      const { freshContext, finalize, sandbox } = settings;
      const plan = await planning(service, {
        target: `${slug}#${number}`,
        agent: required(known.agent).id,
        model: null,
        name: known.name ?? null,
        dir: known.dir ?? null,
        freshContext,
        finalize,
        sandbox,
      });
      await door.documents.show(`${slug}/${number}/Start Symphony.md`, previewText(plan));
      await confirm(plan, place);
      return known;
    },
  ];
}

/** What an earlier question has answered. */
function required<T>(answer: T | undefined): T {
  if (answer === undefined) throw new Error('A question was asked before the one that it depends on.');
  return answer;
}

async function planning(
  service: WindowService,
  options: Parameters<WindowService['plan']>[0],
): Promise<StartPreview> {
  const shown = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Reading the issue and its documents…'),
    cancellable: true,
  };
  return vscode.window.withProgress(shown, (_progress, token) => {
    const cancelled = new Promise<never>((_resolve, reject) => {
      token.onCancellationRequested(() => reject(new vscode.CancellationError()));
    });
    return Promise.race([service.plan(options), cancelled]);
  });
}
