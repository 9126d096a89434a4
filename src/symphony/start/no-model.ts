import { githubAddresses, isRehearsalForge } from '../../github/addresses.ts';
import { MaestroError } from '../../platform/errors.ts';
import { SCRIPTED } from '../../runner/agents/scripted/name.ts';

/**
 * Keeps the agent that uses no model away from projects of other people: it would tick boxes that nobody has worked on. Asked
 * before a claim and again before everything that an engine does, for a journal may have been begun elsewhere.
 * @param agent its id.
 * @param env names the forge that is about to be spoken to.
 * @throws MaestroError `agent.rehearsal-only`.
 */
export function requireRehearsalFor(agent: string, env: NodeJS.ProcessEnv): void {
  const addresses = githubAddresses(env);
  if (agent !== SCRIPTED.id || isRehearsalForge(addresses)) return;
  throw new MaestroError(
    'agent.rehearsal-only',
    `${SCRIPTED.displayName} uses no model: it works in rehearsals only, not on ${new URL(addresses.webUrl).host}.`,
    { remedy: 'Choose another agent (see: maestro agents), or rehearse: maestro rehearse' },
  );
}

/** The agents that somebody may choose for a start on the forge that an environment names. */
export function offered<T extends { scripted: boolean }>(agents: readonly T[], env: NodeJS.ProcessEnv): T[] {
  return agents.filter(({ scripted }) => !scripted || isRehearsalForge(githubAddresses(env)));
}
