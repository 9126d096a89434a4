import { expect } from 'vitest';
import type { Contribution } from '../../../../src/symphony/contribution.ts';
import { isEngineAlive } from '../../../../src/symphony/contributions.ts';
import type { JournalEvent } from '../../../../src/symphony/journal/events.ts';
import { type Contributor, FILES, type TestStage, testStage } from '../../../support/symphony.ts';

const slow = (alphaMs: number, gammaMs: number): Readonly<Record<string, string>> => ({
  ...FILES,
  '.maestro/scripted.json': JSON.stringify({
    version: 1,
    tasks: [
      { match: 'Alpha', delayMs: alphaMs, edits: [{ file: 'alpha.txt', write: 'alpha\n' }] },
      { match: 'Beta', edits: [{ file: 'alpha.txt', append: 'beta\n' }] },
      { match: 'Gamma', delayMs: gammaMs, edits: [{ file: 'gamma.txt', write: 'gamma\n' }] },
    ],
  }),
});

/** A project whose first task takes its time. */
const SLOW = slow(1_000, 0);
/** One whose last task does, in a document of its own. */
export const SLOW_AT_LAST = slow(0, 2_000);

/** Engines started the way a door starts them, but in this process. */
export function launcher(
  who: Contributor,
  id: string,
): { start(): Promise<void>; ended(): Promise<Contribution> } {
  let running: Promise<Contribution> | undefined;
  return {
    async start() {
      running = who.run(id);
      running.catch(() => undefined);
      await expect.poll(() => isEngineAlive(who.ctx.home, id), { interval: 5 }).toBe(true);
    },
    ended: () => running ?? Promise.reject(new Error('no engine was started')),
  };
}

/** A contribution of Alice's to a slow project, created and not run yet. */
export async function slowProject(files: Readonly<Record<string, string>> = SLOW): Promise<{
  forge: TestStage['forge'];
  alice: Contributor;
  id: string;
  engine: ReturnType<typeof launcher>;
}> {
  const { forge, contributor } = await testStage({ push: ['alice'], files });
  const alice = await contributor('alice');
  const id = await alice.create();
  return { forge, alice, id, engine: launcher(alice, id) };
}

/** The same in the middle of its first turn. */
export async function inFirstTurn(): ReturnType<typeof slowProject> {
  const there = await slowProject();
  await there.engine.start();
  await event(there.alice, there.id, ({ type }) => type === 'turn_started');
  return there;
}

/** Waits until something is in the journal. */
export async function event(
  who: Contributor,
  id: string,
  test: (event: JournalEvent) => boolean,
): Promise<void> {
  await expect
    .poll(async () => (await who.events(id)).some(test), { interval: 5, timeout: 20_000 })
    .toBe(true);
}

/** The events of one type. */
export function ofType<T extends JournalEvent['type']>(events: JournalEvent[], type: T): JournalEvent[] {
  return events.filter((event) => event.type === type);
}
