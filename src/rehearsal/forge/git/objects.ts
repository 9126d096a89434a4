import { MaestroError } from '../../../platform/errors.ts';
import type { PipedProcess } from '../../../platform/process/piped.ts';

/** An object of a repository. `oid` is its whole id. */
export interface GitObject {
  readonly oid: string;
  readonly type: 'blob' | 'tree' | 'commit' | 'tag';
  readonly bytes: Buffer;
}

/** What is known of an object without its bytes; `size` counts them. */
export type ObjectInfo = Omit<GitObject, 'bytes'> & { readonly size: number };

/** Reads the objects of bare repositories. Null where there is none by that name (or more than one). */
export interface ObjectReader {
  info(dir: string, name: string): Promise<ObjectInfo | null>;
  contents(dir: string, name: string): Promise<GitObject | null>;
  /** Ends every process. */
  stop(): Promise<void>;
}

/** A blob's bytes. @throws MaestroError `rehearsal.git-failed` when it is not there. */
export async function blobBytes(objects: ObjectReader, dir: string, sha: string): Promise<Buffer> {
  const object = await objects.contents(dir, sha);
  if (object?.type === 'blob') return object.bytes;
  throw unreadable(`there is no blob ${sha}`);
}

/** Repositories whose process is kept; a rehearsal with a hundred of them needs no more at a time. */
const KEPT = 4;
const NEWLINE = 0x0a;
const TIME_LIMIT_MS = 120_000;

/**
 * A reader that keeps one `git cat-file --batch-command` (git 2.36) for a repository and asks it again and again: a process
 * for each file of each query would take longer than all the rest of an answer. It ends by itself when its input does, so
 * that nothing is left of a forge that was killed.
 * @param start starts git with arguments in a bare repository.
 */
export function createObjectReader(
  start: (dir: string, args: readonly string[]) => Promise<PipedProcess>,
): ObjectReader {
  const open = new Map<string, Promise<Batch>>();

  async function batchOf(dir: string): Promise<Batch> {
    const there = open.get(dir);
    if (there && !(await there).ended()) return there;
    const made = start(dir, ['cat-file', '--batch-command']).then(openBatch);
    open.delete(dir);
    open.set(dir, made);
    for (const [oldest, batch] of open) {
      if (open.size <= KEPT) break;
      open.delete(oldest);
      await (await batch).stop();
    }
    return made;
  }

  async function ask(dir: string, command: 'info' | 'contents', name: string): Promise<Answer | null> {
    // One question a line, and no answer that could be taken for another.
    if (name === '' || /\s/.test(name)) return null;
    for (;;) {
      const batch = await batchOf(dir);
      // It may have been let go while we waited for it.
      if (!batch.ended()) return batch.ask(command, name);
    }
  }

  return {
    async info(dir, name) {
      const answer = await ask(dir, 'info', name);
      return answer && { oid: answer.oid, type: answer.type, size: answer.size };
    },
    async contents(dir, name) {
      const answer = await ask(dir, 'contents', name);
      return answer && { oid: answer.oid, type: answer.type, bytes: answer.bytes };
    },
    async stop() {
      const all = [...open.values()];
      open.clear();
      for (const batch of await Promise.allSettled(all))
        if (batch.status === 'fulfilled') await batch.value.stop();
    },
  };
}

type Answer = GitObject & { readonly size: number };

interface Batch {
  ask(command: 'info' | 'contents', name: string): Promise<Answer | null>;
  ended(): boolean;
  /** Waits for what was asked, then ends the process. */
  stop(): Promise<void>;
}

interface Question {
  readonly command: 'info' | 'contents';
  readonly limit: NodeJS.Timeout;
  resolve(answer: Answer | null): void;
  reject(error: Error): void;
}

/** Questions go in and answers come out in the same order. Formats: https://git-scm.com/docs/git-cat-file#_batch_output */
function openBatch(child: PipedProcess): Batch {
  const questions: Question[] = [];
  let ended = false;
  const reading = (async () => {
    let chunks: Buffer[] = [];
    let there = 0;
    let needed = 1;
    for await (const chunk of child.stdout) {
      chunks.push(chunk as Buffer);
      there += (chunk as Buffer).length;
      // A large object comes in many pieces: they are put together once.
      if (there < needed) continue;
      let rest = Buffer.concat(chunks);
      for (;;) {
        const step = takeAnswer(rest, questions[0]);
        needed = step.needed;
        if (step.took === 0) break;
        rest = rest.subarray(step.took);
        clearTimeout(questions.shift()?.limit);
      }
      chunks = rest.length === 0 ? [] : [rest];
      there = rest.length;
    }
  })()
    .catch(() => undefined)
    .finally(() => {
      ended = true;
      for (const { limit, reject } of questions.splice(0)) {
        clearTimeout(limit);
        reject(unreadable(child.stderrTail().trim()));
      }
    });
  return {
    ended: () => ended,
    ask: (command, name) =>
      new Promise((resolve, reject) => {
        // Without its process the question is answered with a failure.
        const limit = setTimeout(() => void child.stop(), TIME_LIMIT_MS);
        questions.push({ command, limit, resolve, reject });
        child.stdin.write(`${command} ${name}\n`);
      }),
    async stop() {
      ended = true;
      child.stdin.end();
      await reading;
      await child.stop();
    },
  };
}

/** Answers the question when the whole of its answer is there: how many bytes that took, or how many are needed. */
function takeAnswer(bytes: Buffer, question: Question | undefined): { took: number; needed: number } {
  const end = bytes.indexOf(NEWLINE);
  if (!question || end < 0) return { took: 0, needed: bytes.length + 1 };
  const [oid = '', type = '', size = ''] = bytes.toString('latin1', 0, end).split(' ');
  const start = end + 1;
  // `{name} missing`, `{name} ambiguous`.
  if (!/^(blob|tree|commit|tag)$/.test(type)) {
    question.resolve(null);
    return { took: start, needed: 1 };
  }
  const length = question.command === 'contents' ? Number(size) + 1 : 0;
  if (bytes.length < start + length) return { took: 0, needed: start + length };
  const body = Buffer.from(bytes.subarray(start, start + Math.max(0, length - 1)));
  question.resolve({ oid, type: type as GitObject['type'], size: Number(size), bytes: body });
  return { took: start + length, needed: 1 };
}

function unreadable(reason: string): MaestroError {
  return new MaestroError('rehearsal.git-failed', `git cat-file failed in the rehearsal forge: ${reason}`, {
    remedy: 'See what git reported. A rehearsal needs git 2.38 or newer.',
  });
}
