import { join } from 'node:path';
import { laneOf } from '../../src/orchestrator/lane/names.ts';
import type { LaneRequest } from '../../src/orchestrator/lane/prepare.ts';
import { type GitServer, gitServer, type ServedRepository } from './git-server.ts';
import { HANG_MS } from './limits.ts';
import { tempDir } from './temp.ts';
import { accessTo } from './workspace.ts';

export const NO_HOOKS: LaneRequest['hooks'] = {
  afterCreate: null,
  beforeRun: null,
  afterRun: null,
  beforeRemove: null,
  timeoutMs: HANG_MS,
};

/** A repository on a git server, and what the lanes of its issues are made with. */
export interface LaneStage {
  server: GitServer;
  repository: ServedRepository;
  home: string;
  /** The workspace root. */
  root: string;
  request(identifier: string, more?: Partial<LaneRequest>): LaneRequest;
}

/** Sets it up for the running test. */
export async function laneStage(): Promise<LaneStage> {
  const server = await gitServer();
  const repository = await server.add('octo/hello', { 'README.md': '# Hello\n', 'src/a.txt': 'a\n' });
  const home = await tempDir();
  const root = join(home, 'lanes');
  return {
    server,
    repository,
    home,
    root,
    request: (identifier, more = {}) => ({
      home: { orchestrator: join(home, 'state') },
      configId: 'app',
      lane: laneOf({ id: 'app', workspaceRoot: root }, { id: `id of ${identifier}`, identifier }),
      source: { remoteUrl: repository.url, cloneUrl: repository.url },
      access: accessTo(server, home),
      hooks: NO_HOOKS,
      redact: (text) => text,
      signal: AbortSignal.timeout(HANG_MS),
      ...more,
    }),
  };
}
