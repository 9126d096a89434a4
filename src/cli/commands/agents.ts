import { detectAgents } from '../../runner/agents/index.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { type AgentsOutput, printJson } from '../json.ts';

/** `agents`: which agents are here, in which version, and the one thing to do for each that is not ready. */
export async function agents(door: Door, options: { json?: boolean }): Promise<number> {
  const { terminal } = door;
  const found = await detectAgents(process.env, door.signal);
  if (options.json) {
    const output: AgentsOutput = { agents: found };
    printJson(terminal, output);
    return EXIT.good;
  }
  for (const agent of found) {
    const mark =
      agent.installed && !agent.remedy ? terminal.look('green', '✓') : terminal.look('yellow', '–');
    const facts = [agent.version, agent.scripted ? '' : signedIn(agent.signedIn)].filter(Boolean);
    terminal.out(
      `${mark} ${agent.id.padEnd(10)} ${agent.displayName}${facts.length > 0 ? `, ${facts.join(', ')}` : ''}`,
    );
    for (const line of [agent.remedy, agent.note].filter(Boolean))
      terminal.out(`  ${' '.repeat(10)} ${line}`);
  }
  return EXIT.good;
}

function signedIn(known: boolean | null): string {
  return known === null ? '' : known ? 'signed in' : 'not signed in';
}
