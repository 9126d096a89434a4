import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const Line = z.object({
  run: z.string(),
  dir: z.enum(['<', '>']),
  msg: z.object({
    id: z.union([z.number(), z.string()]).optional(),
    method: z.string().optional(),
    params: z.record(z.string(), z.unknown()).optional(),
    result: z.unknown().optional(),
  }),
});

/** One recorded line: which run, who said it (`<` the agent), and what. */
export type TranscriptLine = z.infer<typeof Line>;

/** The recorded conversation with a real Codex app-server 0.169.0 (a model server on loopback stood behind it). */
export function codexTranscript(run: string): TranscriptLine[] {
  const path = fileURLToPath(new URL('../fixtures/agents/codex-app-server.jsonl', import.meta.url));
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => Line.parse(JSON.parse(text)))
    .filter((line) => line.run === run);
}
