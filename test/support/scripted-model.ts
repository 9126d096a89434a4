import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyTo } from '../../src/runner/agents/scripted/edit.ts';
import type { Entry } from '../../src/runner/agents/scripted/script.ts';
import { tickTask } from '../../src/runner/documents/tasks.ts';
import { type Asked, type Reply, taskIn } from './fake-model.ts';
import type { FileEdit, RealAgent } from './real-agents.ts';

/**
 * A model that does what a script says (the one that the scripted agent reads), by the agent's own tools: it looks at
 * the clone as it is, makes the edits of the prompt's task that are not there yet, ticks the box, and says so.
 */
export function scriptedModel(
  real: Pick<RealAgent, 'edit'>,
  tasks: readonly Pick<Entry, 'match' | 'edits'>[],
  clone: () => string,
): (asked: Asked) => Reply {
  let plan: Reply[] = [];
  return ({ prompt, results }) => {
    if (results.length === 0) plan = changes(prompt).flatMap(real.edit);
    return plan[results.length] ?? { say: 'It is done.' };
  };

  function changes(prompt: string): FileEdit[] {
    const { document, line, text } = taskIn(prompt);
    const entry = tasks.find(({ match }) => text.includes(match));
    const files = (entry?.edits ?? []).map((edit): FileEdit => {
      const before = textOf(edit.file);
      return { path: edit.file, before, after: applyTo(before ?? undefined, edit) };
    });
    const before = textOf(document);
    const tick = { path: document, before, after: tickTask(before ?? '', line) };
    return [...files, tick].filter(({ before, after }) => before !== after);
  }

  function textOf(path: string): string | null {
    try {
      return readFileSync(join(clone(), path), 'utf8');
    } catch {
      // Not there yet.
      return null;
    }
  }
}
