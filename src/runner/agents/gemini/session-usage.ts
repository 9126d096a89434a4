import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { isMissing } from '../../../platform/files.ts';
import { readJsonLines } from '../../../platform/jsonl.ts';
import { addUsage, NO_USAGE, type Usage } from '../agent.ts';
import { userHome } from './home.ts';
import { usageOf } from './usage.ts';

/** An answer of the model in the file of a session (0.61.0). It is written again when its tool calls are through. */
const Answer = z.object({
  id: z.string(),
  type: z.literal('gemini'),
  tokens: z.object({ input: z.number(), output: z.number(), cached: z.number(), total: z.number() }),
});

/**
 * What a turn has used so far. Gemini's stream tells it only at the end, and not at all of a turn that was interrupted or
 * failed; the file that it keeps of the session tells it of every answer, before the answer's tool calls are through.
 */
export interface SessionUsage {
  /** What was used since the last look; null for nothing. `sessionId` names the session that the stream told. */
  look(sessionId: string): Promise<Usage | null>;
  /** What a turn's own account holds more than was told; null for nothing. */
  rest(account: Usage): Usage | null;
}

/** Begins where the file of a session that is continued stands now. */
export async function sessionUsage(env: NodeJS.ProcessEnv, continued: string | null): Promise<SessionUsage> {
  const folder = join(userHome(env), '.gemini', 'tmp');
  let file = continued === null ? undefined : await findSession(folder, continued);
  let from = file === undefined ? 0 : (await stat(file)).size;
  const answers = new Map<string, Usage>();
  let told = NO_USAGE;

  const read = async (path: string): Promise<Usage> => {
    let added = NO_USAGE;
    for await (const lines of readJsonLines(path, from))
      for (const line of lines) {
        if (!line.ended) continue;
        from = line.end;
        const answer = 'value' in line ? Answer.safeParse(line.value).data : undefined;
        const usage = answer ? usageOf(statsOf(answer.tokens)) : null;
        if (!answer || !usage) continue;
        added = addUsage(added, minus(usage, answers.get(answer.id) ?? NO_USAGE));
        answers.set(answer.id, usage);
      }
    return added;
  };

  return {
    async look(sessionId) {
      file ??= await findSession(folder, sessionId);
      if (file === undefined) return null;
      const added = await read(file);
      told = addUsage(told, added);
      return orNull(added);
    },
    rest: (account) => orNull(minus(account, told)),
  };
}

function statsOf({ input, output, cached, total }: z.infer<typeof Answer>['tokens']) {
  return { input_tokens: input, output_tokens: output, cached, total_tokens: total };
}

function minus(a: Usage, b: Usage): Usage {
  const less = (key: Exclude<keyof Usage, 'costUsd'>): number => Math.max(0, a[key] - b[key]);
  return {
    inputTokens: less('inputTokens'),
    cachedInputTokens: less('cachedInputTokens'),
    outputTokens: less('outputTokens'),
    reasoningTokens: less('reasoningTokens'),
    costUsd: null,
  };
}

function orNull(usage: Usage): Usage | null {
  return usage.inputTokens + usage.outputTokens === 0 ? null : usage;
}

/** The file of a session, whatever project's; undefined when there is none (yet). */
async function findSession(folder: string, sessionId: string): Promise<string | undefined> {
  const ending = `-${sessionId.slice(0, 8)}.jsonl`;
  for (const project of await namesIn(folder)) {
    const chats = join(folder, project, 'chats');
    const name = (await namesIn(chats)).find((one) => one.startsWith('session-') && one.endsWith(ending));
    if (name !== undefined) return join(chats, name);
  }
  return undefined;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === 'ENOTDIR') return [];
    throw error;
  }
}
