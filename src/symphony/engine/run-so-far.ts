import type { Home } from '../../platform/paths.ts';
import type { AutoRunEvent } from '../../runner/autorun/events.ts';
import { applyEvent, nothingSoFar, type RunSoFar } from '../../runner/autorun/so-far.ts';
import { contributionPaths } from '../journal/paths.ts';
import { readJournal } from '../journal/read.ts';

/** The code of a run that came to its end without any result; a resume tries its unfinished tasks again. */
export const NOTHING_DONE = 'run.nothing-done';

/** How far the Auto Run of a contribution has come, from its whole journal (the agents' events included). */
export async function readRunSoFar(home: Home, id: string): Promise<RunSoFar> {
  const soFar = nothingSoFar();
  let again = false;
  for await (const event of readJournal(contributionPaths(home, id).journal)) {
    // Events that are not Auto Run's are passed over there.
    applyEvent(soFar, event as AutoRunEvent);
    if (event.type === 'needs_attention') again = event.code === NOTHING_DONE;
    if (event.type === 'task_finished') again = false;
  }
  if (again) reopenUnfinished(soFar);
  return soFar;
}

/** Makes tasks that were given up open again. */
function reopenUnfinished(soFar: RunSoFar): void {
  for (const document of soFar.documents.values())
    for (const task of document.tasks.values()) {
      if (task.state !== 'unfinished') continue;
      Object.assign(task, { state: 'open', attempts: 0 });
      document.state = 'running';
    }
}
