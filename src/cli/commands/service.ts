import * as z from 'zod';
import { splitLines } from '../../platform/process/lines.ts';
import { redactor } from '../../platform/redact.ts';
import { serve } from '../../symphony/service/serve.ts';
import { contextWith } from '../context.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { fileLog } from '../log.ts';

const Hello = z.object({ token: z.string().nullable() });

/** `symphony service` (not for people): works for the window. Its first line brings the token. */
export async function service(door: Door): Promise<number> {
  const lines = splitLines(process.stdin);
  const { value } = await lines.next();
  const hello = Hello.safeParse(parse(value ?? ''));
  if (!hello.success) return EXIT.usage;
  const token = hello.data.token ?? undefined;
  const ctx = contextWith(token, fileLog(redactor([token])));
  await serve(ctx, lines, (answer) => door.terminal.out(JSON.stringify(answer)), door.signal);
  return EXIT.good;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Not shown, for it may hold a token; the schema refuses it.
    return undefined;
  }
}
