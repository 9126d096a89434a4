import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitLines } from '../../../../src/platform/process/lines.ts';
import { connectRpc, type Incoming } from '../../../../src/runner/agents/codex/rpc.ts';
import { anywhere, HANG_MS, reached } from '../../../support/limits.ts';
import { soon } from '../../../support/waits.ts';

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
  const [a, b] = [rpc.request('a', { x: 1 }, 1_000), rpc.request('b', {}, HANG_MS)];
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
  const refused = rpc.request('refused', {}, HANG_MS);
  say({ id: 1, error: { code: -32600, message: 'no such thread' } });
  await expect(refused).rejects.toMatchObject({ code: 'codex.refused', data: { rpcCode: -32600 } });
  await expect(rpc.request('silent', {}, reached(20))).rejects.toMatchObject({ code: 'codex.no-answer' });
  state.fail = true;
  await expect(rpc.request('unwritten', {}, HANG_MS)).rejects.toMatchObject({ code: 'codex.closed' });
  state.fail = false;
  const cut = rpc.request('cut', {}, HANG_MS);
  say(null);
  await expect(cut).rejects.toMatchObject({ code: 'codex.closed' });
  await expect(rpc.request('after', {}, HANG_MS)).rejects.toMatchObject({ code: 'codex.closed' });
});

test('what comes unasked is kept in order until it is read, and what nobody wants only counts as life', async () => {
  const { rpc, say, state } = pair((method) => method !== 'noise');
  const reply = rpc.request('start', {}, HANG_MS);
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
  await soon(() => state.alive).toBe(1_000);
  await new Promise((resolve) => setTimeout(resolve, anywhere(20)));
  expect(state.alive).toBe(1_000);
  const reply = rpc.request('late', {}, HANG_MS);
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

test('a completion in the same read as the reply to the request is never lost, 1,000 times, however the bytes are cut', async () => {
  const said = [
    { method: 'item/completed', params: 'before' },
    { id: 1, result: { turn: { id: 'u' } } },
    { method: 'item/completed', params: 'with – „quotes“' },
    { method: 'turn/completed', params: 'u' },
  ];
  const bytes = Buffer.from(said.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const cuts = fc.array(fc.nat(bytes.length), { maxLength: 6 }).map((all) => all.sort((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(cuts, fc.boolean(), async (places, late) => {
      const stream = new PassThrough();
      const live = { lines: splitLines(stream), writeLine: async () => undefined };
      const rpc = connectRpc(live, { wants: () => true, alive: () => undefined });
      const reply = rpc.request('turn/start', {}, HANG_MS);
      const ends = [...places, bytes.length];
      for (const [at, end] of ends.entries()) {
        stream.write(bytes.subarray(ends[at - 1] ?? 0, end));
        if (at % 2 === 1) await new Promise((resolve) => setImmediate(resolve));
      }
      stream.end();
      expect(await reply).toEqual({ turn: { id: 'u' } });
      // Whoever comes back late for the rest still gets all of it.
      if (late) await new Promise((resolve) => setImmediate(resolve));
      const got: Incoming[] = [];
      for await (const message of rpc.incoming()) got.push(message);
      expect(got.map((message) => 'params' in message && message.params)).toEqual([
        'before',
        'with – „quotes“',
        'u',
      ]);
    }),
    { numRuns: 1_000 },
  );
});
