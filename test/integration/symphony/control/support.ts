import type { Contribution } from '../../../../src/symphony/contribution.ts';
import type { JournalEvent } from '../../../../src/symphony/journal/events.ts';
import { type Contributor, type TestStage, testStage } from '../../../support/symphony.ts';
import type { EventTest, Hold } from '../../../support/watched-journals.ts';

/** Engines started the way a door starts them, but in this process. */
export function launcher(
  who: Contributor,
  id: string,
): { start(): Promise<void>; ended(): Promise<Contribution> } {
  let running: Promise<Contribution> | undefined;
  return {
    async start() {
      const before = (await who.events(id)).length;
      running = who.run(id);
      running.catch(() => undefined);
      const started = who.event(id, ({ type, seq }) => type === 'engine_started' && seq >= before);
      await Promise.race([started, running]);
    },
    ended: () => running ?? Promise.reject(new Error('no engine was started')),
  };
}

/** A contribution of Alice's, created and not run yet. */
export async function created(): Promise<{
  stage: TestStage;
  forge: TestStage['forge'];
  alice: Contributor;
  id: string;
  engine: ReturnType<typeof launcher>;
}> {
  const stage = await testStage({ push: ['alice'] });
  const alice = await stage.contributor('alice');
  const id = await alice.create();
  return { stage, forge: stage.forge, alice, id, engine: launcher(alice, id) };
}

/** What the agent says in its first turn: it is in the middle of it then. */
export const SAYS_SOMETHING: EventTest = (event) => event.type === 'agent' && event.event.kind === 'message';

/** The same, held in the middle of its first turn. */
export async function inFirstTurn(): Promise<Awaited<ReturnType<typeof created>> & { letGo: Hold['letGo'] }> {
  const there = await created();
  const hold = there.alice.hold(there.id, SAYS_SOMETHING);
  await there.engine.start();
  await hold.there;
  return { ...there, letGo: hold.letGo };
}

/** The events of one type. */
export function ofType<T extends JournalEvent['type']>(events: JournalEvent[], type: T): JournalEvent[] {
  return events.filter((event) => event.type === type);
}
