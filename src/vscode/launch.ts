import type { SymphonyContext } from '../symphony/context.ts';
import { launchEngine } from '../symphony/launch.ts';
import type { Door } from './door.ts';

/** Starts the engine of a contribution on the editor's own Node.js; it outlives this window. */
export function launcher(door: Door, { home, token, env }: SymphonyContext, id: string): () => Promise<void> {
  return async () => {
    await launchEngine({ home, id, token, env, command: door.command('symphony', 'engine', id) });
  };
}
