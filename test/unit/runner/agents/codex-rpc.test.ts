import { expect, test } from 'vitest';
import { connectRpc, type Incoming } from '../../../../src/runner/agents/codex/rpc.ts';

/** The other end of a connection, in memory: `say` makes a line arrive, `heard` holds what was written. */
function pair(wants: (method: string) => boolean = () => true) {
  const heard: string[] = [];
  const queue: (string | null)[] = [];
  let wake: () => void = () => undefined;
  async function* lines(): AsyncGenerator<string> {
    for (;;) {
      const next = queue.shift();
      if (next === null) return;
      if (next !== undefined) yield next;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }
  const state = { alive: 0, fail: false };
  const rpc = connectRpc(
    {
      lines: lines(),
      writeLine: async (line) => {
        if (state.fail) throw new Error('EPIPE');
        heard.push(line);
      },
    },
    { wants, alive: () => state.alive++ },
  );
  const say = (...said: unknown[]): void => {
    queue.push(...said.map((one) => (one === null || typeof one === 'string' ? one : JSON.stringify(one))));
    wake();
  };
  return { rpc, say, heard, state };
}

test('replies find their requests, in any order', async () => {
  const { rpc, say, heard } = pair();
  const [a, b] = [rpc.request('a', { x: 1 }, 1_000), rpc.request('b', {}, 1_000)];
  expect(heard.map((line) => JSON.parse(line))).toEqual([
    { id: 1, method: 'a', params: { x: 1 } },
    { id: 2, method: 'b', params: {} },
  ]);
  say({ id: 2, result: 'B' }, { id: 99, result: 'nobody asked' }, { id: 1, result: null });
  expect(await b).toBe('B');
  expect(await a).toBeNull();
});

test('an error, silence and an end are told apart', async () => {
  const { rpc, say, state } = pair();
  const refused = rpc.request('refused', {}, 1_000);
  say({ id: 1, error: { code: -32600, message: 'no such thread' } });
  await expect(refused).rejects.toMatchObject({ code: 'codex.refused', data: { rpcCode: -32600 } });
  await expect(rpc.request('silent', {}, 20)).rejects.toMatchObject({ code: 'codex.no-answer' });
  state.fail = true;
  await expect(rpc.request('unwritten', {}, 1_000)).rejects.toMatchObject({ code: 'codex.closed' });
  state.fail = false;
  const cut = rpc.request('cut', {}, 1_000);
  say(null);
  await expect(cut).rejects.toMatchObject({ code: 'codex.closed' });
  await expect(rpc.request('after', {}, 1_000)).rejects.toMatchObject({ code: 'codex.closed' });
});

test('what comes unasked is kept in order until it is read, and what nobody wants only counts as life', async () => {
  const { rpc, say, state } = pair((method) => method !== 'noise');
  const reply = rpc.request('start', {}, 1_000);
  say(
    { method: 'early' },
    { id: 1, result: 1 },
    { method: 'noise' },
    'plain text',
    { id: 7, method: 'ask', params: 2 },
    {
      neither: true,
    },
  );
  await reply;
  say(null);
  const got: Incoming[] = [];
  for await (const message of rpc.incoming()) got.push(message);
  expect(got.map((message) => (message.kind === 'text' ? message.text : message.method))).toEqual([
    'early',
    'plain text',
    'ask',
    '{"neither":true}',
  ]);
  expect(state.alive).toBe(6);
});

test('a flood waits outside, but never keeps a reply from coming through', async () => {
  const { rpc, say, state } = pair();
  say(...Array.from({ length: 5_000 }, (_, index) => ({ method: `n${index}` })));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(state.alive).toBe(1_000);
  const reply = rpc.request('late', {}, 2_000);
  say({ id: 1, result: 'through' });
  expect(await reply).toBe('through');
  say(null);
  let count = 0;
  for await (const _message of rpc.incoming()) count++;
  expect(count).toBe(5_000);
});

test('answers to the other side, and refusals', async () => {
  const { rpc, heard } = pair();
  await rpc.respond('q', { decision: 'decline' });
  await rpc.respond(4, undefined);
  await rpc.notify('initialized');
  expect(heard.map((line) => JSON.parse(line))).toEqual([
    { id: 'q', result: { decision: 'decline' } },
    { id: 4, error: { code: -32601, message: 'Not supported.' } },
    { method: 'initialized' },
  ]);
});
