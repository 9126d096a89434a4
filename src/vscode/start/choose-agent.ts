import * as vscode from 'vscode';
import type { AgentStatus } from '../../runner/agents/agent.ts';
import type { Door } from '../door.ts';
import { plain } from '../plain.ts';
import type { StartService } from './service-client.ts';
import { choose, type Place } from './steps.ts';

const LAST_AGENT = 'lastAgent';

/** Without an agent: the wish to look again. */
interface AgentItem extends vscode.QuickPickItem {
  agent?: AgentStatus;
}

/** Which agent does the work. One that is not ready says what to do about it and cannot be chosen. */
export async function chooseAgent(door: Door, service: StartService, place: Place): Promise<AgentStatus> {
  const { t } = vscode.l10n;
  const question = t('Choose the agent that does the work');
  let placeholder = question;
  let refresh = false;
  for (;;) {
    const { agent } = await choose<AgentItem>(
      { ...place, title: t('Start Symphony'), placeholder },
      async (pick) => {
        const agents = inOrder(await service.agents(refresh), door.memory.get<string>(LAST_AGENT));
        pick.items = [
          ...agents.map(agentItem),
          { label: t('Look again for agents'), iconPath: new vscode.ThemeIcon('refresh'), alwaysShow: true },
        ];
      },
    );
    refresh = agent === undefined;
    placeholder = question;
    if (!agent) continue;
    if (isReady(agent)) {
      await door.memory.update(LAST_AGENT, agent.id);
      return agent;
    }
    placeholder = agent.remedy ?? t('{0} is not ready.', agent.displayName);
  }
}

function isReady(agent: AgentStatus): boolean {
  return agent.installed && agent.remedy === null;
}

/** Those that are ready first, of these the one chosen last time; the rehearsal agent after the real ones. */
function inOrder(found: readonly AgentStatus[], last: string | undefined): AgentStatus[] {
  const rank = (agent: AgentStatus): number =>
    (isReady(agent) ? 0 : 4) + (agent.id === last ? 0 : 2) + (agent.scripted ? 1 : 0);
  return [...found].sort((a, b) => rank(a) - rank(b));
}

function agentItem(agent: AgentStatus): AgentItem {
  const { t } = vscode.l10n;
  const facts = [
    agent.version,
    agent.scripted ? t('uses no model, for rehearsals') : undefined,
    agent.installed ? undefined : t('not installed'),
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
