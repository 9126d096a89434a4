// Folds a transcript in a process of its own and tells what that took: `fold-transcript.mjs journal|told HOME ID`, or
// `fold-transcript.mjs AGENT BYTES FILE` with the lines of a recorded stream in a file.
import { open, readFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { homeFrom } from '../../../src/platform/paths.ts';
import { splitLines } from '../../../src/platform/process/lines.ts';
import { connectAcp } from '../../../src/runner/agents/acp/connect.ts';
import { acpFold } from '../../../src/runner/agents/acp/fold.ts';
import { claudeFold } from '../../../src/runner/agents/claude/fold.ts';
import { codexFold, wantsNotification } from '../../../src/runner/agents/codex/fold.ts';
import { connectRpc } from '../../../src/runner/agents/codex/rpc.ts';
import { geminiFold } from '../../../src/runner/agents/gemini/fold.ts';
import type { LineFold } from '../../../src/runner/agents/one-shot.ts';
import { openCodeFold } from '../../../src/runner/agents/opencode/fold.ts';
import { readState } from '../../../src/symphony/journal/fold-cache.ts';
import { contributionPaths } from '../../../src/symphony/journal/paths.ts';
import { PLAIN } from '../../../src/symphony/story/pen.ts';
import { transcriptLines } from '../../../src/symphony/story/transcript.ts';
import { repeated } from '../repeated.ts';

const CWD = '/home/dev/work';
const [what = '', place = '', name = ''] = process.argv.slice(2);

/** Folds an agent's lines the way that its turns do, and counts the events. */
const FOLDS: Record<string, (lines: AsyncGenerator<string>) => Promise<number>> = {
  claude: (lines) =>
    counted(
      lines,
      claudeFold(CWD, () => null),
    ),
  opencode: (lines) => counted(lines, openCodeFold({ cwd: CWD, model: null })),
  gemini: (lines) => counted(lines, geminiFold(CWD)),
  async codex(lines) {
    const rpc = connectRpc({ lines, writeLine: never }, { wants: wantsNotification, alive: () => undefined });
    const fold = codexFold({ cwd: CWD, threadId: 'none', turnId: 'none', resumed: false });
    let heard = 0;
    for await (const message of rpc.incoming())
      if (message.kind === 'notification') heard += fold(message.method, message.params).events.length;
    return heard;
  },
  async acp(lines) {
    const fold = acpFold(CWD);
    let heard = 0;
    const connection = connectAcp(
      { lines, writeLine: never },
      {
        alive: () => undefined,
        foreign: never,
        permission: never,
        room: async () => undefined,
        update: (update) => {
          heard += fold.update(update).length;
        },
      },
    );
    await connection.closed;
    return heard;
  },
};

if (what === 'journal' || what === 'told') {
  const home = homeFrom({ MAESTRO_HOME: place });
  const { journal } = contributionPaths(home, name);
  const parseMs = await parseTime(await beginningOf(journal));
  const tell = async (): Promise<number> => {
    let lines = 0;
    for await (const batch of transcriptLines(home, name, PLAIN)) lines += batch.length;
    return lines;
  };
  const fold = async (): Promise<number> => (await readState(home, name))?.events ?? 0;
  await measured((await stat(journal)).size, parseMs, what === 'told' ? tell : fold);
} else {
  const lines = (await readFile(name, 'utf8')).trim().split('\n');
  const bytes = Number(place);
  const fold = (size: number): Promise<number> =>
    FOLDS[what]?.(splitLines(Readable.from(repeated(lines, size), { objectMode: false }))) ?? never();
  const parseMs = await parseTime(lines);
  // The first megabytes are read by code that is not compiled yet.
  await fold(5_000_000);
  await measured(bytes, parseMs, () => fold(bytes));
}

/** Does it and tells: how many it heard, milliseconds of computing (and those of JSON.parse alone), MB that the process grew by. */
async function measured(bytes: number, parseMs: number, work: () => Promise<number>): Promise<void> {
  const before = process.memoryUsage.rss();
  const from = process.cpuUsage();
  const heard = await work();
  const ms = computing(from);
  // In KiB, as Node tells it on every system.
  const grownMb = Math.max(0, (process.resourceUsage().maxRSS * 1_024 - before) / 1_000_000);
  console.log(JSON.stringify({ heard, bytes, ms, parseMs: parseMs * bytes, grownMb }));
}

async function counted(lines: AsyncGenerator<string>, fold: LineFold): Promise<number> {
  let heard = 0;
  for await (const line of lines) heard += fold.line(line).length;
  return heard;
}

function never(): never {
  throw new Error('Nothing is said to a recorded stream.');
}

/** Milliseconds of computing that JSON.parse takes for a byte of these lines. */
async function parseTime(lines: readonly string[]): Promise<number> {
  const bytes = Buffer.byteLength(lines.join('\n')) + 1;
  const times = Math.ceil(4_000_000 / bytes);
  let best = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < 4; pass++) {
    const from = process.cpuUsage();
    for (let time = 0; time < times; time++) for (const line of lines) JSON.parse(line);
    best = Math.min(best, computing(from) / (times * bytes));
  }
  return best;
}

async function beginningOf(path: string): Promise<string[]> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1_000_000), 0, 1_000_000, 0);
    return buffer.toString('utf8', 0, bytesRead).split('\n').slice(0, -1);
  } finally {
    await handle.close();
  }
}

/** Milliseconds of this process's own computing since then: what else the machine does must not count. */
function computing(from: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000;
}
