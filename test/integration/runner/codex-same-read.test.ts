import { chmod, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { AgentEvent, Turn } from '../../../src/runner/agents/agent.ts';
import { codex } from '../../../src/runner/agents/codex/codex.ts';
import { HANG_MS } from '../../support/limits.ts';
import { WHOLE_SWEEP } from '../../support/seed.ts';
import { tempDir } from '../../support/temp.ts';

/** An app-server whose reply to `turn/start` and the turn's whole life come in one write. */
const APP_SERVER = `#!/usr/bin/env node
const lines = require('node:readline').createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const { id, method } = JSON.parse(line);
  const say = (...all) => process.stdout.write(all.map((one) => JSON.stringify(one) + '\\n').join(''));
  if (method === 'initialize') say({ id, result: {} });
  if (method === 'thread/start') say({ id, result: { thread: { id: 't' }, model: 'm' } });
  if (method === 'turn/start')
    say(
      { method: 'item/completed', params: { item: { type: 'agentMessage', id: '1', text: 'before the reply' } } },
      { id, result: { turn: { id: 'u' } } },
      { method: 'item/completed', params: { item: { type: 'agentMessage', id: '2', text: 'with the reply' } } },
      { method: 'turn/completed', params: { threadId: 't', turn: { id: 'u', status: 'completed', error: null } } },
    );
});
lines.on('close', () => process.exit(0));
`;

test.skipIf(process.platform === 'win32')(
  'a completion that comes in the same read as its reply is never lost (1,000 times in a whole sweep)',
  async () => {
    const dir = await tempDir();
    await writeFile(join(dir, 'codex'), APP_SERVER);
    await chmod(join(dir, 'codex'), 0o755);
    // A clone for each of the four: one turn at a time works in a clone.
    const turnIn = (cwd: string): Turn => ({
      prompt: 'x',
      cwd,
      documentFile: join(cwd, 'x.md'),
      task: { line: 1, text: 'x' },
      model: null,
      sessionId: null,
      sandbox: 'workspace-write',
      env: { PATH: `${dir}:${dirname(process.execPath)}:/usr/bin:/bin` },
      idleLimitMs: HANG_MS,
      wallLimitMs: HANG_MS,
    });
    const once = async (cwd: string): Promise<AgentEvent[]> => {
      const events: AgentEvent[] = [];
      for await (const event of codex.run(turnIn(cwd), AbortSignal.timeout(HANG_MS))) events.push(event);
      return events;
    };
    const clones = await Promise.all([tempDir(), tempDir(), tempDir(), tempDir()]);
    for (let round = 0; round < (WHOLE_SWEEP ? 250 : 8); round++)
      for (const events of await Promise.all(clones.map(once)))
        expect(events).toEqual([
          { kind: 'started', sessionId: 't', model: 'm' },
          { kind: 'message', text: 'before the reply' },
          { kind: 'message', text: 'with the reply' },
          { kind: 'finished', how: 'completed' },
        ]);
  },
);
