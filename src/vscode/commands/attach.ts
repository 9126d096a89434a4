import { contributionOf } from '../contribution-of.ts';
import type { Door } from '../door.ts';
import { showTerminal } from '../terminal.ts';

/** *Attach to Contribution*: its run in a terminal, from the beginning. */
export async function run(door: Door, argument?: unknown): Promise<void> {
  door.requireTrust();
  const contribution = await contributionOf(door, argument, 'attach');
  if (contribution) await showTerminal(door, contribution, { focus: true });
}
