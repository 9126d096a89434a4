import { homeFrom } from '../../platform/paths.ts';
import { oneLine } from '../../platform/text.ts';
import { type AgentStatus, isReady } from '../../runner/agents/agent.ts';
import { detectAgents } from '../../runner/agents/index.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { type AgentsOutput, printJson } from '../json.ts';
import type { Terminal } from '../terminal.ts';

/** How many models are named; with some providers there are hundreds. */
const MODELS_SHOWN = 6;
const INDENT = ' '.repeat(13);

/** `agents`: which agents are here, in which version, and the one thing to do for each that is not ready. */
export async function agents(door: Door, options: { json?: boolean; refresh?: boolean }): Promise<number> {
  const { terminal } = door;
  if (terminal.interactive && !options.json) terminal.note(terminal.look('dim', 'Looking at each agent…'));
  const cache = {
    dir: homeFrom(process.env).cache,
    refresh: options.refresh ?? false,
    now: () => Date.now(),
  };
  const found = await detectAgents(process.env, door.signal, cache);
  if (options.json) {
    const output: AgentsOutput = { agents: found };
    printJson(terminal, output);
    return EXIT.good;
  }
  for (const agent of found) for (const line of agentLines(agent, terminal)) terminal.out(line);
  terminal.out();
  terminal.out(advice(found));
  return EXIT.good;
}

function agentLines(agent: AgentStatus, terminal: Terminal): string[] {
  const ready = isReady(agent);
  const mark = ready ? terminal.look('green', '✓') : terminal.look('yellow', '–');
  const name = [agent.displayName, agent.version].filter(Boolean).join(' ');
  const details = [
    // What to do comes first; how far it is held in check matters once it works.
    ...(agent.remedy ? [agent.remedy] : []),
    ...(ready ? [modelWords(agent.models), agent.note].filter((text) => text !== undefined) : []),
  ];
  return [
    `${mark} ${agent.id.padEnd(10)} ${[name, stateWords(agent)].filter(Boolean).join(', ')}`,
    ...details.map((text) => `${INDENT}${agent.remedy === text ? text : terminal.look('dim', text)}`),
  ];
}

function stateWords({ id, installed, signedIn, scripted, command }: AgentStatus): string {
  if (scripted) return '';
  if (id === 'acp' && !installed) return 'not set up';
  if (!installed) return command === null ? 'not installed' : 'does not work';
  return signedIn === null ? '' : signedIn ? 'signed in' : 'not signed in';
}

function modelWords(models: readonly string[] | null): string | undefined {
  if (models === null || models.length === 0) return undefined;
  const more = models.length - MODELS_SHOWN;
  const shown = models.slice(0, MODELS_SHOWN).map((model) => oneLine(model, 60));
  return `models: ${shown.join(', ')}${more > 0 ? ` and ${more} more (--json names all)` : ''}`;
}

/** What to do next, for somebody who has come here for the first time. */
function advice(found: readonly AgentStatus[]): string {
  const ready = found.filter((agent) => isReady(agent) && !agent.scripted);
  const [first] = ready;
  return first
    ? `Use one: maestro symphony start OWNER/REPO#NUMBER --agent ${first.id}. What each may do and costs: docs/agents.md`
    : 'One of them is enough; docs/agents.md helps to choose. Without any: maestro rehearse shows a whole run.';
}
