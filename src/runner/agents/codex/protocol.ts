import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { MaestroError } from '../../../platform/errors.ts';
import { run } from '../../../platform/process/run.ts';
import { oneLine } from '../../../platform/text.ts';

const GENERATE_MS = 60_000;

/** The files of Codex's own description of its protocol that name its messages. */
const FILES = {
  requests: 'ClientRequest',
  notes: 'ClientNotification',
  questions: 'ServerRequest',
  notifications: 'ServerNotification',
} as const;

/** The messages of a protocol: ours are `requests` and `notes`, Codex's are `questions` and `notifications`. */
export type Messages = Record<keyof typeof FILES, readonly string[]>;

/** Everything that is used here. A test holds this list to the source. */
export const USED: Messages = {
  requests: [
    'account/read',
    'initialize',
    'model/list',
    'thread/name/set',
    'thread/resume',
    'thread/start',
    'turn/interrupt',
    'turn/start',
    'turn/steer',
  ],
  notes: ['initialized'],
  questions: [
    'item/commandExecution/requestApproval',
    'item/fileChange/requestApproval',
    'item/permissions/requestApproval',
    'item/tool/call',
    'item/tool/requestUserInput',
    'mcpServer/elicitation/request',
  ],
  notifications: [
    'account/rateLimits/updated',
    'error',
    'item/completed',
    'item/started',
    'thread/tokenUsage/updated',
    'turn/completed',
  ],
};

const Variant = z.object({ properties: z.object({ method: z.object({ enum: z.array(z.string()) }) }) });
const Described = z
  .object({ oneOf: z.array(Variant) })
  .transform(({ oneOf }) => oneOf.flatMap(({ properties }) => properties.method.enum));

/**
 * What the installed Codex says of its protocol. Spends no tokens.
 * @throws MaestroError `codex.no-schema`; the signal's reason when cancelled.
 */
export async function readProtocol(
  command: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<Messages> {
  const out = await mkdtemp(join(tmpdir(), 'maestro-codex-schema-'));
  try {
    const args = ['app-server', 'generate-json-schema', '--experimental', '--out', out];
    const done = await run(command, args, {
      env,
      cwd: tmpdir(),
      timeoutMs: GENERATE_MS,
      ...(signal ? { signal } : {}),
    });
    if (done.timedOut) throw noSchema('it did not end in time');
    if (done.exitCode !== 0) throw noSchema(`it failed: ${oneLine(done.stderr.slice(-1_000), 300)}`);
    const read = async (file: string): Promise<readonly string[]> => {
      const text = await readFile(join(out, `${file}.json`), 'utf8').catch((cause: unknown) => {
        throw noSchema(`there is no ${file}.json in it`, cause);
      });
      try {
        return Described.parse(JSON.parse(text));
      } catch (cause) {
        throw noSchema(`${file}.json has another form than expected`, cause);
      }
    };
    return {
      requests: await read(FILES.requests),
      notes: await read(FILES.notes),
      questions: await read(FILES.questions),
      notifications: await read(FILES.notifications),
    };
  } finally {
    await rm(out, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** What is used here and not in a protocol. */
export function missingFrom(protocol: Messages): string[] {
  return (Object.keys(FILES) as (keyof typeof FILES)[]).flatMap((kind) =>
    USED[kind].filter((method) => !protocol[kind].includes(method)),
  );
}

function noSchema(why: string, cause?: unknown): MaestroError {
  return new MaestroError('codex.no-schema', `Codex does not describe its protocol: ${why}.`, {
    cause,
    remedy: 'Install Codex again: npm install -g @openai/codex@latest.',
  });
}
