import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Home } from '../../platform/paths.ts';

/** The path, without an ending, under which something is kept in the orchestrator's state. Ids come from strangers: hashed. */
export function storePath(home: Pick<Home, 'orchestrator'>, room: string, ...ids: string[]): string {
  const hash = createHash('sha256').update(ids.join('\0')).digest('hex');
  return join(home.orchestrator, room, hash.slice(0, 32));
}
