import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { missingFrom, USED } from '../../../../src/runner/agents/codex/protocol.ts';

const dir = join(import.meta.dirname, '../../../../src/runner/agents/codex');

test('the list of what is used is what the source uses', () => {
  // Quiet ones are not used; the list itself is in protocol.ts.
  const sources = readdirSync(dir).filter((name) => !['protocol.ts', 'quiet.ts'].includes(name));
  const text = sources.map((name) => readFileSync(join(dir, name), 'utf8')).join('\n');
  const words = [
    ...text.matchAll(
      /'((?:account|item|mcpServer|model|thread|turn)\/[A-Za-z/]+)'|case '(error)'|(?:request|notify)\(\s*'([a-z]+)'/g,
    ),
  ].map(([, a, b, c]) => a ?? b ?? c);
  expect([...new Set(words)].sort()).toEqual(Object.values(USED).flat().sort());
});

test('what a protocol lacks is named', () => {
  expect(missingFrom(USED)).toEqual([]);
  const less = { ...USED, questions: ['item/tool/requestUserInput'], notes: [] };
  expect(missingFrom(less)).toEqual(expect.arrayContaining(['initialized', 'item/tool/call']));
  // A name in the wrong list is another message.
  expect(missingFrom({ ...USED, requests: [], notifications: [...USED.requests] })).toEqual(
    expect.arrayContaining(['turn/start', 'turn/completed']),
  );
});
