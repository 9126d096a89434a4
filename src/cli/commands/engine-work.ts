import { redactor } from '../../platform/redact.ts';
import { endOfRehearsal } from '../../rehearsal/presence.ts';
import { runEngine } from '../../symphony/engine/run.ts';
import { readEngineInput } from '../../symphony/launch.ts';
import { contextWith } from '../context.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { fileLog } from '../log.ts';

/** Does the work of the engine of a contribution; the token comes on standard input. */
export async function engineWork(door: Door, id: string): Promise<number> {
  const { token } = await readEngineInput(process.stdin);
  const ctx = contextWith(token, fileLog(redactor([token])));
  const over = new AbortController();
  try {
    const rehearsed = endOfRehearsal(ctx.env, over.signal);
    await runEngine(ctx, id, AbortSignal.any([door.signal, rehearsed]));
    return EXIT.good;
  } finally {
    over.abort();
  }
}
