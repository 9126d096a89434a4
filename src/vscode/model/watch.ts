import { readdir, stat } from 'node:fs/promises';
import type { Clock } from '../../platform/clock.ts';
import { isAbort } from '../../platform/errors.ts';
import { isMissing } from '../../platform/files.ts';
import { folderChanges } from '../../platform/folder-changes.ts';
import type { Home } from '../../platform/paths.ts';
import type { Contribution } from '../../symphony/contribution.ts';
import { findContribution, listContributions } from '../../symphony/contributions.ts';
import { contributionPaths } from '../../symphony/journal/paths.ts';
import { needsEngine } from '../../symphony/states.ts';

/** How often all contributions together are looked at. */
const LOOK_MS = 2_000;

/**
 * A contribution now and whenever it has changed, also when its engine died; ends when the signal is aborted.
 * @throws MaestroError `contribution.unknown`, `journal.damaged`.
 */
export async function* watchContribution(
  home: Home,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<Contribution> {
  let told = '';
  for await (const _hint of folderChanges(contributionPaths(home, id).dir, signal)) {
    const contribution = await findContribution(home, id);
    const fingerprint = `${contribution.events} ${contribution.state}`;
    if (fingerprint === told) continue;
    told = fingerprint;
    yield contribution;
  }
}

/** All contributions, newest first, now and whenever one has changed; ends when the signal is aborted. */
export async function* watchContributions(
  home: Home,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Contribution[]> {
  let told: string | undefined;
  let seen: string | undefined;
  let mayDie = false;
  while (!signal.aborted) {
    const sizes = await journalSizes(home);
    // Journals that did not grow need no reading, unless an engine that ought to be at work may have died.
    if (sizes !== seen || mayDie) {
      const { contributions } = await listContributions(home, clock.now());
      seen = sizes;
      mayDie = contributions.some(needsEngine);
      const fingerprint = contributions.map(({ id, events, state }) => `${id} ${events} ${state}`).join('\n');
      if (fingerprint !== told) yield contributions;
      told = fingerprint;
    }
    await clock.sleep(LOOK_MS, signal).catch((error: unknown) => {
      // The wish to stop; the loop's condition sees it.
      if (!isAbort(error)) throw error;
    });
  }
}

async function journalSizes(home: Home): Promise<string> {
  const ids = await readdir(home.contributions).catch(noneIfMissing);
  const sizes = await Promise.all(
    ids.map(async (id) => {
      const journal = await stat(contributionPaths(home, id).journal).catch(noneIfMissing);
      return `${id} ${'size' in journal ? journal.size : ''}`;
    }),
  );
  return sizes.join('\n');
}

function noneIfMissing(error: unknown): [] {
  if (isMissing(error)) return [];
  throw error;
}
