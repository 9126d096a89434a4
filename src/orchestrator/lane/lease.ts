import { MaestroError } from '../../platform/errors.ts';
import { acquireLock, type Lock, type LockHolder, lockHolder } from '../../platform/lock.ts';
import type { Home } from '../../platform/paths.ts';
import { storePath } from './store.ts';
import type { Lane } from './types.ts';

/** The right to run one lane: exclusive on this machine, dies with its holder. */
export type Lease = Lock;

/**
 * Takes the lease of a configured project's issue. A dead holder's is taken over at once.
 * @throws MaestroError `lane.leased` with the holder's process id in `data.pid`.
 */
export async function takeLease(
  home: Pick<Home, 'orchestrator'>,
  configId: string,
  lane: Pick<Lane, 'issueId' | 'name'>,
): Promise<Lease> {
  const path = storePath(home, 'leases', configId, lane.issueId);
  return acquireLock(path).catch((error: unknown) => {
    if (!(error instanceof MaestroError) || error.code !== 'lock.held') throw error;
    const { pid = null } = error.data;
    throw new MaestroError(
      'lane.leased',
      `The lane ${lane.name} is taken by ${pid === null ? 'another process' : `process ${pid}`}.`,
      {
        cause: error,
        remedy: 'Nothing to do: one process at a time works in a lane. It is free when that process ends.',
        data: { pid, lane: lane.name },
      },
    );
  });
}

/** Who holds the lease of an issue now; undefined when nobody does. */
export async function leaseHolder(
  home: Pick<Home, 'orchestrator'>,
  configId: string,
  issueId: string,
): Promise<LockHolder | undefined> {
  return lockHolder(storePath(home, 'leases', configId, issueId));
}
