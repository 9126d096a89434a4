import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HANG_MS } from '../../support/limits.ts';
import { specificationStage } from '../../support/specification.ts';

test('the session is called by the issue’s identifier and title', async () => {
  const there = await specificationStage(() => ({ say: 'Done.' }));
  there.issue({ title: 'Say hello' });
  await there.write(`agent: { max_turns: 1 }\ncodex: { read_timeout_ms: ${HANG_MS} }`);
  expect((await there.once()).run).toMatchObject({ turnsInAll: 1, failure: null });
  const dir = there.env.CODEX_HOME ?? '';
  const names = (await readdir(dir)).filter((name) => name.startsWith('session_index'));
  const index = await Promise.all(names.map((name) => readFile(join(dir, name), 'utf8')));
  expect(index.join('\n')).toContain('ENG-1: Say hello');
});
