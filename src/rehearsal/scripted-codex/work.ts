import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { MaestroError } from '../../platform/errors.ts';
import { oneLine } from '../../platform/text.ts';
import type { AgentEvent, Turn } from '../../runner/agents/agent.ts';
import { applyEdit } from '../../runner/agents/scripted/edit.ts';
import { scripted } from '../../runner/agents/scripted/scripted.ts';
import { readTasks } from '../../runner/documents/tasks.ts';
import { findDocuments } from '../find-documents.ts';
import { readBrief } from './brief.ts';

/** What a turn of the stand-in works with. */
export interface Job {
  prompt: string;
  /** The lane. */
  cwd: string;
  /** Calls a tool of the orchestrator. @throws MaestroError `scripted.refused` when it fails. */
  call(tool: string, input: Record<string, unknown>): Promise<string>;
  /** Tells what happens as Codex would. */
  tell(event: AgentEvent): void;
  signal: AbortSignal;
}

const Published = z.object({ pr_url: z.string() });

/**
 * One turn, the same every time and without a model: says that it begins, does the open tasks of the repository's Auto Run
 * documents by `.maestro/scripted.json`, publishes, hands over. Safe to repeat after any interruption.
 */
export async function work(job: Job): Promise<void> {
  const brief = readBrief(job.prompt);
  const say = (text: string): void => job.tell({ kind: 'message', text: `[scripted, no model] ${text}` });
  if (brief === null) return say('This prompt names no issue that I can read: I do nothing.');
  const { identifier: issue_id, title, begin } = brief;
  say(`Working on ${issue_id}.`);
  if (begin !== null) {
    await job.call('issue_transition', { issue_id, state: begin.state });
    await job.call('issue_comment', {
      issue_id,
      body: `Started by the scripted agent (no model).\n\n${begin.comment}`,
    });
  }
  const done = await edit(job);
  job.signal.throwIfAborted();
  const summary = `Scripted rehearsal, no model: ${done}.`;
  const subject = oneLine(title ?? `Work on ${issue_id}`, 200);
  const published = await job.call('lane_publish', { title: subject, body: summary });
  const { pr_url } = Published.parse(JSON.parse(published));
  await job.call('issue_review_handoff', { issue_id, pr_url, summary });
  await job.call('issue_terminal_finalize', { issue_id, path: 'review_handoff' });
  say('Handed over.');
}

/** Does every open task of every document; without any, leaves a line in REHEARSAL.md. Returns what was done, in words. */
async function edit(job: Job): Promise<string> {
  const documents = await findDocuments(job.cwd);
  let tasks = 0;
  for (const document of documents) {
    const documentFile = join(job.cwd, document);
    for (;;) {
      job.signal.throwIfAborted();
      const open = readTasks(await readFile(documentFile, 'utf8')).find(({ done }) => !done);
      if (!open) break;
      await oneTask(job, documentFile, open);
      tasks++;
    }
  }
  if (tasks > 0) return `${tasks} tasks of ${documents.length} documents done`;
  const file = 'REHEARSAL.md';
  const change = await applyEdit(job.cwd, {
    file,
    append: '- Rehearsed by the scripted agent (no model).\n',
  });
  if (change !== 'none') job.tell({ kind: 'file_change', path: file, change });
  return 'no open task was found, a line was written into REHEARSAL.md';
}

/** Hands the task to the scripted agent of Auto Run, which reads the same script. */
async function oneTask(job: Job, documentFile: string, task: Turn['task']): Promise<void> {
  const turn: Turn = {
    prompt: task.text,
    cwd: job.cwd,
    documentFile,
    task,
    model: null,
    sessionId: null,
    sandbox: 'workspace-write',
    env: {},
    idleLimitMs: 60_000,
    wallLimitMs: 60_000,
  };
  let failure = 'The scripted agent could not do the task.';
  for await (const event of scripted.run(turn, job.signal)) {
    if (event.kind === 'error') failure = event.message;
    else if (event.kind === 'finished') {
      if (event.how === 'completed') break;
      job.signal.throwIfAborted();
      throw new MaestroError('scripted.task-failed', failure);
    } else job.tell(event);
  }
  // A script that leaves its task open would be done for ever.
  const after = readTasks(await readFile(documentFile, 'utf8')).find(({ line }) => line === task.line);
  if (after && !after.done && after.text === task.text)
    throw new MaestroError(
      'scripted.task-failed',
      `The script leaves the task open: ${oneLine(task.text, 200)}.`,
    );
}
