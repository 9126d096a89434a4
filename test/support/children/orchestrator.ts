// One pass of the orchestrator in a process of its own that kills itself at one exact point of its journal.
import * as z from 'zod';
import type { ServiceConfig } from '../../../src/orchestrator/config/types.ts';
import { openOrchestrator } from '../../../src/orchestrator/open.ts';
import { runOnce } from '../../../src/orchestrator/run-once.ts';
import { RunEvent } from '../../../src/orchestrator/runs/events.ts';
import { readWorkflow } from '../../../src/orchestrator/workflow/read.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { RUN_MS } from '../limits.ts';

const Orders = z.object({
  config: z.custom<ServiceConfig>((value) => typeof value === 'object' && value !== null),
  workflow: z.string(),
  env: z.record(z.string(), z.string()),
  state: z.string(),
  /**
   * Kill -9 right before the event of this number is written (what it tells of has happened) or right after it; what the agent
   * says by itself is not counted. null: live to the end.
   */
  kill: z.object({ deed: z.number(), when: z.enum(['before', 'after']) }).nullable(),
});
export type Orders = z.infer<typeof Orders>;

const { config, workflow, env, state, kill } = Orders.parse(JSON.parse(process.argv[2] ?? ''));
const signal = AbortSignal.timeout(RUN_MS);
const read = await readWorkflow(workflow, config.workflowPath, env);
if (!read.value) throw new Error(JSON.stringify(read.problems));

let deeds = 0;
const die = (when: 'before' | 'after'): void => {
  if (kill?.when === when && deeds === kill.deed) process.kill(process.pid, 'SIGKILL');
};
const opened = await openOrchestrator(
  {
    home: { orchestrator: state },
    config,
    workflow: read.value,
    env,
    clock: systemClock,
    log: { info: () => undefined, warn: (message) => console.error(message) },
    onEvent({ type }) {
      if (type === 'agent') return;
      die('after');
      deeds++;
    },
  },
  signal,
);
// An event's type is one of the strings that pass here on their way into the journal.
const types = new Set<string>(RunEvent.options.map((option) => option.shape.type.value));
types.delete('agent');
const redact = (text: string): string => {
  if (types.has(text)) die('before');
  return opened.redact(text);
};
const { run, notes } = await runOnce({ ...opened, redact }, { issue: null, dryRun: false }, signal);
console.log(JSON.stringify({ closed: run?.closed ?? null, notes, deeds }));
