// An engine in a process of its own that kills itself at one exact point of its journal. Started by `engine-process.ts`.
import * as z from 'zod';
import { runEngine } from '../../../src/symphony/engine/run.ts';
import { openJournal } from '../../../src/symphony/journal/store.ts';
import { RUN_MS } from '../limits.ts';
import { contextFor } from '../symphony-context.ts';

const Orders = z.object({
  id: z.string(),
  home: z.string(),
  token: z.string(),
  forge: z.object({ url: z.string(), apiUrl: z.string() }),
  /** Kill -9 right before or right after the event of this number, or the first of this type, is written; null: live to the end. */
  kill: z
    .object({ seq: z.number().optional(), type: z.string().optional(), when: z.enum(['before', 'after']) })
    .nullable(),
  /** More variables of the context's environment: what a real agent needs. */
  env: z.record(z.string(), z.string().optional()).default({}),
});
export type Orders = z.input<typeof Orders>;

const orders = Orders.parse(JSON.parse(process.argv[2] ?? ''));
const ctx = contextFor(orders.forge, orders.token, orders.home, (line) => console.error(line));
Object.assign(ctx.env, orders.env);

// As the command line does.
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());

const deadly: typeof openJournal = async (...args) => {
  const journal = await openJournal(...args);
  const die = async (): Promise<void> => {
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => undefined);
  };
  return {
    ...journal,
    async append(body) {
      const { kill } = orders;
      // Events are asked for one after the other but for progress and requests, which come in between.
      const isMeant = (seq: number): boolean => body.type === kill?.type || seq >= (kill?.seq ?? Infinity);
      if (kill?.when === 'before' && isMeant(journal.state().events)) await die();
      const event = await journal.append(body);
      if (kill?.when === 'after' && isMeant(event.seq)) await die();
      return event;
    },
  };
};

const ended = await runEngine(
  ctx,
  orders.id,
  AbortSignal.any([stop.signal, AbortSignal.timeout(RUN_MS)]),
  deadly,
);
console.log(JSON.stringify({ state: ended.state, problem: ended.problem }));
