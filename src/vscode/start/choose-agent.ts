import * as vscode from 'vscode';
import { type AgentStatus, isReady } from '../../runner/agents/agent.ts';
import type { Door } from '../door.ts';
import { plain } from '../plain.ts';
import { runInTerminal } from '../task-terminal.ts';
import type { WindowService } from '../service.ts';
import { choose, type Place } from './steps.ts';

const LAST_AGENT = 'lastAgent';

/** An agent, or what else can be done here. */
interface AgentItem extends vscode.QuickPickItem {
  agent?: AgentStatus;
  act?: 'look' | 'rehearse';
}

/**
 * Which agent does the work. One that is not installed is installed by its row; one that is not ready otherwise says what to do
 * about it.
 */
export async function chooseAgent(door: Door, service: WindowService, place: Place): Promise<AgentStatus> {
  const { t } = vscode.l10n;
  const question = t('Choose the agent that does the work');
  let placeholder: string | undefined;
  let refresh = false;
  for (;;) {
    const { agent, act } = await choose<AgentItem>(
      { ...place, title: t('Start Symphony'), placeholder: placeholder ?? question },
      async (pick) => {
        const found = await service.agents(refresh);
        pick.items = itemsFor(inOrder(found, door.memory.get<string>(LAST_AGENT)));
        if (!found.some(isReady))
          pick.placeholder = placeholder ?? t('No agent is ready here: install one, or rehearse');
      },
    );
    placeholder = undefined;
    refresh = agent === undefined;
    if (act === 'rehearse') {
      void vscode.commands.executeCommand('maestro.symphony.rehearse');
      throw new vscode.CancellationError();
    }
    if (!agent) continue;
    if (isReady(agent)) {
      await door.memory.update(LAST_AGENT, agent.id);
      return agent;
    }
    if (canBeInstalled(agent)) {
      placeholder = await install(agent);
      refresh = true;
    } else placeholder = agent.remedy ?? t('{0} is not ready.', agent.displayName);
  }
}

/** Those that are ready first, the rehearsal agent after the real ones, the one chosen last time before its like. */
function inOrder(found: readonly AgentStatus[], last: string | undefined): AgentStatus[] {
  const rank = (agent: AgentStatus): number =>
    (isReady(agent) ? 0 : 4) + (agent.scripted ? 2 : 0) + (agent.id === last ? 0 : 1);
  return [...found].sort((a, b) => rank(a) - rank(b));
}

function itemsFor(agents: readonly AgentStatus[]): AgentItem[] {
  const { t } = vscode.l10n;
  const canRehearse = !agents.some(({ scripted }) => scripted);
  return [
    ...agents.map(agentItem),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: t('Look Again'),
      description: t('for agents that were installed or signed in meanwhile'),
      iconPath: new vscode.ThemeIcon('refresh'),
      alwaysShow: true,
      act: 'look',
    },
    ...(canRehearse
      ? [
          {
            label: t('Rehearse'),
            description: t('a whole run on a sample project on this machine: no agent, no account, free'),
            iconPath: new vscode.ThemeIcon('beaker'),
            alwaysShow: true,
            act: 'rehearse' as const,
          },
        ]
      : []),
  ];
}

function canBeInstalled({ installed, install: line }: AgentStatus): boolean {
  return !installed && line !== undefined;
}

function agentItem(agent: AgentStatus): AgentItem {
  const { t } = vscode.l10n;
  if (canBeInstalled(agent))
    return {
      label: t('Install {0}', agent.displayName),
      iconPath: new vscode.ThemeIcon('cloud-download'),
      description: agent.install ?? '',
      agent,
    };
  const facts = [
    agent.version,
    agent.installed ? undefined : t('not set up'),
    agent.installed && agent.signedIn === false ? t('not signed in') : undefined,
  ];
  return {
    label: agent.displayName,
    iconPath: new vscode.ThemeIcon(isReady(agent) ? 'check' : 'warning'),
    description: facts.filter(Boolean).join(' · '),
    ...(agent.remedy === null ? {} : { detail: plain(agent.remedy, 300) }),
    agent,
  };
}

/** Runs an installation where its user can see and answer it. @returns what to say when it did not end well. */
async function install({ displayName, install: line = '' }: AgentStatus): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const name = t('Install {0}', displayName);
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: t('Installing {0}: the terminal shows how it goes.', displayName),
    cancellable: true,
  };
  const code = await vscode.window.withProgress(options, (_progress, token) =>
    Promise.race([
      runInTerminal(name, new vscode.ShellExecution(line)),
      // The installation goes on; only the wait for it ends.
      new Promise<undefined>((resolve) => token.onCancellationRequested(() => resolve(undefined))),
    ]),
  );
  return code === undefined || code === 0
    ? undefined
    : t('{0} was not installed: the terminal says why', displayName);
}
