import { describe, expect, test } from 'vitest';
import { type AgentEvent, addUsage, NO_USAGE } from '../../../../src/runner/agents/agent.ts';
import { codexFold, wantsNotification } from '../../../../src/runner/agents/codex/fold.ts';
import { codexTranscript, type TranscriptLine } from '../../../support/transcript.ts';

const CWD = '/home/dev/work/appserver';

/** The turns of a recorded run: which thread and turn they were, and what Codex said from the thread's beginning to the turn's end. */
function turnsOf(run: string): { threadId: string; turnId: string; before: TranscriptLine[] }[] {
  const lines = codexTranscript(run).filter(
    (line) => line.dir === '<' && line.msg.method && line.msg.id === undefined,
  );
  return lines.flatMap((line, index) => {
    if (line.msg.method !== 'turn/completed') return [];
    const { threadId, turn } = line.msg.params as { threadId: string; turn: { id: string } };
    return [{ threadId, turnId: turn.id, before: lines.slice(0, index + 1) }];
  });
}

function fold(
  turn: { threadId: string; turnId: string; before: TranscriptLine[] },
  resumed = false,
): { events: AgentEvent[]; over: number } {
  const take = codexFold({ cwd: CWD, threadId: turn.threadId, turnId: turn.turnId, resumed });
  const events: AgentEvent[] = [];
  let over = 0;
  for (const { msg } of turn.before) {
    if (!msg.method || !wantsNotification(msg.method)) continue;
    const step = take(msg.method, msg.params);
    events.push(...step.events);
    if (step.over) over++;
  }
  return { events, over };
}

const kinds = (events: AgentEvent[]): string[] => events.map((event) => event.kind);
const usageOf = (events: AgentEvent[]) =>
  events.reduce((sum, event) => (event.kind === 'usage' ? addUsage(sum, event.usage) : sum), NO_USAGE);

describe('the fold of Codex notifications', () => {
  test('a command: call, result, message, usage of both responses, one end', () => {
    const turn = turnsOf('3-approvals')[0];
    if (!turn) throw new Error('The transcript has no such turn.');
    const { events, over } = fold(turn);
    expect(over).toBe(1);
    expect(kinds(events)).toEqual([
      'reasoning',
      'tool_call',
      'tool_result',
      'usage',
      'rate_limit',
      'message',
      'usage',
      'finished',
    ]);
    expect(events).toContainEqual({
      kind: 'tool_call',
      id: 'call_000021',
      name: 'command',
      argument: "/bin/bash -lc 'echo via-shell > from-shell.txt && ls'",
    });
    expect(events).toContainEqual({
      kind: 'tool_result',
      id: 'call_000021',
      ok: true,
      summary: 'exit code 0\nfrom-shell.txt\n',
    });
    // Two responses of 1200/1000/34/10, told as cumulative totals.
    expect(usageOf(events)).toEqual({
      inputTokens: 2400,
      cachedInputTokens: 2000,
      outputTokens: 68,
      reasoningTokens: 20,
      costUsd: null,
    });
    expect(events).toContainEqual({
      kind: 'rate_limit',
      usedPercent: 40,
      resetAt: new Date(1_900_500_000_000).toISOString(),
    });
  });

  test('a changed file is told relative to the clone', () => {
    const turn = turnsOf('3-approvals')[1];
    if (!turn) throw new Error('The transcript has no such turn.');
    expect(fold(turn).events).toContainEqual({ kind: 'file_change', path: 'hello.txt', change: 'add' });
  });

  test('a resumed thread counts only what its new turn used', () => {
    const turns = turnsOf('2-resume');
    const turn = turns.at(-1);
    if (!turn) throw new Error('The transcript has no such turn.');
    const totals = turn.before
      .filter((line) => line.msg.method === 'thread/tokenUsage/updated')
      .map((line) => line.msg.params as { turnId: string; tokenUsage: { last: { inputTokens: number } } })
      .filter((params) => params.turnId === turn.turnId)
      .reduce((sum, params) => sum + params.tokenUsage.last.inputTokens, 0);
    expect(totals).toBeGreaterThan(0);
    expect(usageOf(fold(turn, true).events).inputTokens).toBe(totals);
  });

  test('an interrupted turn ends as interrupted', () => {
    const turn = turnsOf('4-steer-interrupt').at(-1);
    if (!turn) throw new Error('The transcript has no such turn.');
    expect(fold(turn).events.at(-1)).toEqual({ kind: 'finished', how: 'interrupted' });
  });

  test.each([
    [0, 'auth', '401'],
    [1, 'limit', '429'],
    [2, 'model', 'high demand'],
    [3, 'network', 'stream disconnected'],
  ] as const)('failure %i of the recorded ones is told once, as %s', (index, kind, text) => {
    const turn = turnsOf('5-errors')[index];
    if (!turn) throw new Error('The transcript has no such turn.');
    const own = turn.before.filter((line) => line.msg.params?.threadId === turn.threadId);
    const { events } = fold({ ...turn, before: own });
    const errors = events.filter((event) => event.kind === 'error');
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ error: kind, willRetry: false });
    expect(errors[0]?.message).toContain(text);
    expect(events.at(-1)).toEqual({ kind: 'finished', how: 'failed' });
  });

  test('the end of another thread is not ours', () => {
    const take = codexFold({ cwd: CWD, threadId: 'a', turnId: '1', resumed: false });
    const ended = (threadId: string, id: string) =>
      take('turn/completed', { threadId, turn: { id, status: 'completed', error: null } });
    expect(ended('b', '1')).toEqual({ events: [], over: false });
    expect(ended('a', '0')).toEqual({ events: [], over: false });
    expect(ended('a', '1').over).toBe(true);
  });

  test('what is not known is kept, and changes nothing', () => {
    const take = codexFold({ cwd: CWD, threadId: 'a', turnId: '1', resumed: false });
    const raw = JSON.stringify({ method: 'thing/new', params: { x: 1 } });
    expect(take('thing/new', { x: 1 })).toEqual({ events: [{ kind: 'unknown', raw }], over: false });
    for (const method of [
      'item/completed',
      'thread/tokenUsage/updated',
      'turn/completed',
      'error',
      'account/rateLimits/updated',
    ])
      expect(kinds(take(method, { item: { type: 'from the future' } }).events)).toEqual(['unknown']);
  });
});
