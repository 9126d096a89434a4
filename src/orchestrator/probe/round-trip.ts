import { randomBytes } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { asMaestroError, isTimeLimit, MaestroError } from '../../platform/errors.ts';
import { oneLine } from '../../platform/text.ts';
import { withTimeLimit } from '../../platform/time-limit.ts';
import { type AgentEvent, addUsage, NO_USAGE } from '../../runner/agents/agent.ts';
import { openCodexSession } from '../../runner/agents/codex/session.ts';

const TOOL = 'maestro_probe';
const PROMPT = `Call the tool ${TOOL} once. Then answer with exactly the word that it returned and nothing else.`;

/** How a round trip is made. */
export interface RoundTripOptions {
  command: string;
  /** Codex's whole environment. */
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Milliseconds for all of it. */
  timeoutMs: number;
}

/**
 * One turn in which the model must call a tool of ours and repeat the word that it returned: a random one, so that only a
 * whole round trip can know it. Says what was seen. The turn is short, in an empty folder, with little reasoning, and is not
 * kept in Codex's history.
 * @throws MaestroError `probe.*`; the signal's reason when cancelled.
 */
export async function roundTrip(options: RoundTripOptions): Promise<string> {
  const word = `maestro-${randomBytes(4).toString('hex')}`;
  const cwd = await realpath(await mkdtemp(join(tmpdir(), 'maestro-probe-')));
  const seen: Seen = { foreign: undefined, events: [], calls: 0 };
  try {
    const model = await withTimeLimit(options.timeoutMs, options.signal, (limit) =>
      converse(options, { cwd, word, seen, limit }),
    );
    return judged(seen, model, word);
  } catch (error) {
    options.signal.throwIfAborted();
    throw explained(error, seen, options.timeoutMs);
  } finally {
    await rm(cwd, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** What the conversation brought. */
interface Seen {
  /** The first line that was no message of the protocol. */
  foreign: string | undefined;
  events: AgentEvent[];
  /** Calls of our tool. */
  calls: number;
}

/** From the greeting to the end of the turn; the model's name. */
async function converse(
  { command, env }: RoundTripOptions,
  { cwd, word, seen, limit }: { cwd: string; word: string; seen: Seen; limit: AbortSignal },
): Promise<string> {
  const inputSchema = { type: 'object', properties: {}, additionalProperties: false };
  const session = await openCodexSession(
    {
      command: [command, 'app-server'],
      cwd,
      env,
      sandbox: 'read-only',
      model: null,
      sessionId: null,
      ephemeral: true,
      config: { model_reasoning_effort: 'low' },
      tools: {
        specs: [{ name: TOOL, description: 'Returns the word of this probe.', inputSchema }],
        async call() {
          seen.calls++;
          return { ok: true, text: word };
        },
      },
      foreign: (line) => {
        seen.foreign ??= line;
      },
    },
    limit,
  );
  try {
    for await (const event of session.turn(PROMPT, limit)) seen.events.push(event);
    limit.throwIfAborted();
    return session.model;
  } catch (error) {
    limit.throwIfAborted();
    throw session.explained(error);
  } finally {
    await session.close();
  }
}

/** What a turn that came to its end has shown. */
function judged(seen: Seen, model: string, word: string): string {
  const failure = seen.events.findLast((event) => event.kind === 'error');
  const finished = seen.events.some((event) => event.kind === 'finished' && event.how === 'completed');
  if (!finished)
    throw new MaestroError('probe.turn-failed', failure?.message ?? 'The turn was not completed.', {
      remedy: 'See that "codex exec hello" works by itself: sign-in, model, limits.',
    });
  const said = oneLine(seen.events.findLast((event) => event.kind === 'message')?.text ?? '', 200);
  if (seen.calls === 0)
    throw new MaestroError(
      'probe.tool-not-called',
      `${model} did not call the tool; it said ${JSON.stringify(said)}.`,
      {
        remedy: 'Try again; choose another model in the settings of Codex if it goes on like this.',
      },
    );
  if (!said.includes(word))
    throw new MaestroError(
      'probe.wrong-output',
      `The tool returned ${word}, and ${model} answered ${JSON.stringify(said)}.`,
      { remedy: 'Try again; choose another model in the settings of Codex if it goes on like this.' },
    );
  const usage = seen.events.reduce(
    (sum, event) => (event.kind === 'usage' ? addUsage(sum, event.usage) : sum),
    NO_USAGE,
  );
  return `${model} called ${TOOL} and answered ${said} (${usage.inputTokens} tokens in, ${usage.outputTokens} out)`;
}

function explained(error: unknown, { foreign }: Seen, timeoutMs: number): MaestroError {
  const known = asMaestroError(error);
  if (known.code.startsWith('probe.')) return known;
  const told =
    foreign === undefined ? '' : ` It printed ${JSON.stringify(oneLine(foreign, 120))}, which is no message.`;
  const remedy =
    'Run "codex app-server" by hand to see what it says; install Codex again if it goes on like this.';
  if (isTimeLimit(error))
    return new MaestroError(
      'probe.no-answer',
      `Codex did not end the turn within ${timeoutMs / 1_000} s.${told}`,
      { remedy },
    );
  if (isAboutShape(error))
    return new MaestroError('probe.bad-answer', `Codex answered with something else than expected.${told}`, {
      remedy,
      cause: error,
    });
  return new MaestroError('probe.broken', `${known.message}${told}`, { remedy, cause: error });
}

/** What was read had another shape, however often the error was wrapped since. */
function isAboutShape(error: unknown): boolean {
  if (error instanceof z.ZodError) return true;
  return error instanceof MaestroError && error.cause !== undefined && isAboutShape(error.cause);
}
