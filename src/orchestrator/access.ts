import { join } from 'node:path';
import type { Home } from '../platform/paths.ts';
import type { GitAccess } from '../runner/workspace/types.ts';
import type { OrchestratorContext } from './context.ts';

/** Where git works that may use the token: in the state folder, away from every lane. */
export function privateDirOf({ orchestrator }: Pick<Home, 'orchestrator'>): string {
  return join(orchestrator, 'private');
}

/** How git reaches the repository; in specification mode, where nothing is fetched or pushed by us, without a token. */
export function accessOf({ repository, home, env }: OrchestratorContext): GitAccess {
  return (
    repository?.access ?? {
      origin: 'https://github.com',
      token: undefined,
      env,
      privateDir: privateDirOf(home),
    }
  );
}
