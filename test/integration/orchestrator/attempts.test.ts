import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/orchestrator/runs/events.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { begunRun, IN_ITS_TURN } from '../../support/begun-run.ts';
import type { Asked, Reply } from '../../support/fake-model.ts';
import { HANG_MS, reached } from '../../support/limits.ts';
import {
  handOffCalls,
  type OrchestratorStage,
  orchestratorStage,
  workflowText,
} from '../../support/orchestrator.ts';
import { processesWith } from '../../support/processes.ts';
import { sample, testSeed } from '../../support/seed.ts';
import { SILENCE_MS, timeFrom } from '../../support/turn-time.ts';
import { eventually } from '../../support/waits.ts';

const ID = 'ENG-1';
const LABEL = 'maestro:needs-attention';

const begin: Reply = { tool: 'issue_transition', input: { issue_id: ID, state: 'In Progress' } };

/** The calls that bring the work of this command to its hand-off; the last word is said when `results` has them all. */
const handOff = (shell: string, asked: Asked): Reply =>
  handOffCalls({ id: ID, shell }, asked)[asked.results.length] ?? { say: 'Done.' };

/** What of the agent lives now. */
const agentOf = (there: OrchestratorStage): string[] =>
  processesWith(`CODEX_HOME=${there.env.CODEX_HOME ?? 'none'}`);

const FLOWS: Record<string, () => Promise<void>> = {
  async 'an agent that dies is tried again, until the attempts are used up; then a person is asked'() {
    const there = await orchestratorStage({
      workflow: workflowText('max_attempts = 2'),
      reply({ results }) {
        if (results.length === 0) return begin;
        for (const line of agentOf(there)) process.kill(Number(line.split(' ')[0]), 'SIGKILL');
        return { say: 'Nobody hears this.' };
      },
    });
    there.issue();
    const first = (await there.once()).run;
    expect(first).toMatchObject({ phase: 'retry_wait', attempt: 1, failure: { errorClass: 'agent.crash' } });
    // As the contract has it: it stays where it is, and nobody is bothered.
    expect(there.linear.issue(ID)).toMatchObject({ state: 'In Progress', labels: [], comments: [] });
    const second = (await there.once({ issue: ID })).run;
    expect(second).toMatchObject({ attempt: 2, closed: { how: 'needs_attention', reason: 'agent.crash' } });
    expect(second?.facts.id).toBe(first?.facts.id);
    expect(there.model.asked.at(-1)?.prompt).toContain('An earlier attempt failed: ');
    const { state, labels, comments } = there.linear.issue(ID);
    expect({ state, labels }).toEqual({ state: 'Todo', labels: [LABEL] });
    expect(comments).toEqual([expect.objectContaining({ body: expect.stringContaining('attempt: `2`') })]);
    expect(comments[0]?.body).toContain('error_class: `agent.crash`');
    await eventually(
      () => agentOf(there).length === 0,
      () => `the end of ${agentOf(there).join('\n')}`,
    );
  },

  async 'a model that is overloaded or cannot be reached uses up none of the attempts; a failure of the model does'() {
    let reply: Reply = { status: 503 };
    const there = await orchestratorStage({
      workflow: workflowText('max_attempts = 1'),
      reply: () => reply,
    });
    there.issue();
    const fails = async (attempt: number, errorClass: string) =>
      expect((await there.once({ issue: ID })).run).toMatchObject({
        phase: 'retry_wait',
        attempt,
        excused: attempt,
        closed: null,
        failure: { errorClass },
      });
    await fails(1, 'agent.overloaded');
    reply = { cut: 'Half a sen' };
    await fails(2, 'agent.network');
    reply = { status: 500 };
    expect((await there.once({ issue: ID })).run).toMatchObject({
      attempt: 3,
      excused: 2,
      closed: { how: 'needs_attention', reason: 'agent.model' },
    });
  },

  async 'an agent that falls silent is not tried again: a person is asked at once, and nothing of it is left'() {
    let silent = false;
    const now = timeFrom(() => silent);
    const there = await orchestratorStage({
      limits: { idleMs: SILENCE_MS, turnMs: 100 * SILENCE_MS },
      clock: { ...systemClock, stopwatch: () => now },
      reply({ results }) {
        silent = results.length > 0;
        return silent ? { hang: 'Let me think' } : begin;
      },
    });
    there.issue();
    const { run } = await there.once();
    expect(run).toMatchObject({ attempt: 1, closed: { how: 'needs_attention', reason: 'agent.stalled' } });
    const { state, labels, comments } = there.linear.issue(ID);
    expect({ state, labels }).toEqual({ state: 'Todo', labels: [LABEL] });
    expect(comments.at(-1)?.body).toContain('It was silent for 10 minutes.');
    await eventually(
      () => agentOf(there).length === 0,
      () => `the end of ${agentOf(there).join('\n')}`,
    );
  },

  async 'validation that fails, then one that takes too long, fails the attempt; what passes at last is in the hand-off'() {
    let attempt = 0;
    const there = await orchestratorStage({
      workflow: workflowText(
        'validation_commands = ["test -e quick || sleep 3000", "grep -q good hello.txt"]',
      ),
      reply: (asked) =>
        handOff(
          ['touch quick; echo bad > hello.txt', 'rm quick; echo good > hello.txt', 'touch quick'][
            attempt - 1
          ] ?? '',
          asked,
        ),
    });
    there.issue();
    const failures: (string | undefined)[] = [];
    for (attempt = 1; attempt <= 2; attempt++) {
      // In the second attempt the first command sleeps, and no other is run.
      there.config.limits.validationMs = attempt === 2 ? reached(500) : HANG_MS;
      const { run } = await there.once({ issue: ID });
      expect(run).toMatchObject({
        phase: 'retry_wait',
        attempt,
        failure: { errorClass: 'validation.failed' },
        validation: { passed: false },
      });
      failures.push(run?.failure?.message);
      expect(there.linear.issue(ID)).toMatchObject({ state: 'In Progress', labels: [], comments: [] });
    }
    expect(failures).toEqual([
      'The validation failed: "grep -q good hello.txt" ended with exit code 1 (1 of 2 passed).',
      'The validation failed: "test -e quick || sleep 3000" did not end within its time limit (0 of 2 passed).',
    ]);
    there.config.limits.validationMs = HANG_MS;
    // Its lane is the one that the last attempt left: what was good stays good.
    expect((await there.once({ issue: ID })).run?.closed?.how).toBe('succeeded');
    expect(there.model.asked.at(-1)?.prompt).toContain(failures[1] ?? 'none');
    const { state, comments } = there.linear.issue(ID);
    expect(state).toBe('In Review');
    expect(comments.map(({ body }) => body)).toEqual([
      expect.stringContaining('- validation_result: `passed (2 commands)`'),
    ]);
    expect(comments[0]?.body).toContain('- attempt: `3`');
  },

  async 'several turns in one attempt: one thread, its own words for each, and an end when they are used up'() {
    let attempt = 1;
    const there = await orchestratorStage({
      workflow: workflowText('max_turns = 2'),
      reply(asked) {
        const isSecond = asked.prompt.includes('turn 2 of 2');
        if (attempt === 1 || !isSecond) return { say: 'I have begun.' };
        const reply = handOff('echo hello > hello.txt', asked);
        // The tracker goes away right when the turn ends: what was handed off counts all the same.
        if ('say' in reply) there.linear.faults.add({ match: { graphql: 'MaestroIssues' }, action: 500 });
        return reply;
      },
    });
    there.issue();
    const first = (await there.once()).run;
    expect(first).toMatchObject({
      phase: 'retry_wait',
      turns: 2,
      turnsInAll: 2,
      failure: { errorClass: 'disposition.no-signal' },
    });
    const [begun, goOn, ...none] = there.model.asked.map(({ prompt }) => prompt);
    expect(none).toEqual([]);
    expect(begun).toContain('Do what the issue says.');
    expect(goOn).toMatch(/^Go on with ENG-1 from where you are.*This is turn 2 of 2\./);
    expect(goOn).toContain('This is the last turn');
    expect(goOn).not.toContain('Do what the issue says.');

    attempt = 2;
    // Nothing is written to an issue that cannot be read; what was handed off waits for that.
    expect((await there.once({ issue: ID })).run).toMatchObject({
      phase: 'succeeding',
      writeBackProblem: { code: 'tracker.unavailable' },
    });
    there.linear.faults.clear();
    const { run } = await there.once({ issue: ID });
    const why = JSON.stringify([run?.failure, run?.writeBackProblem]);
    expect(run, why).toMatchObject({ attempt: 2, turns: 2, turnsInAll: 4, closed: { how: 'succeeded' } });
    const of = (type: 'thread_started' | 'turn_started' | 'turn_finished') =>
      there.events.filter((event) => event.type === type);
    // A thread of its own for each attempt, and both turns on it.
    expect(new Set(of('thread_started').map((event) => 'threadId' in event && event.threadId)).size).toBe(2);
    expect(of('thread_started')).toHaveLength(2);
    expect(of('turn_finished').map((event) => 'disposition' in event && event.disposition)).toEqual([
      'continue',
      'invalid',
      'continue',
      'review_handoff',
    ]);
    expect(run?.usage.inputTokens).toBe(there.model.served().inputTokens);
    there.linear.faults.clear();
  },

  async 'a person who is asked for with a label that there is not: the issue is held back, and the comments say why'() {
    const steps: Reply[] = [
      begin,
      { tool: 'issue_comment', input: { issue_id: ID, body: 'Which colour?' } },
      { tool: 'issue_label_add', input: { issue_id: ID, label: 'colourful' } },
      { tool: 'issue_label_add', input: { issue_id: ID, label: LABEL } },
      { tool: 'issue_terminal_finalize', input: { issue_id: ID, path: 'manual_attention' } },
    ];
    const there = await orchestratorStage({
      labels: [],
      reply: ({ results }) => steps[results.length] ?? { say: 'I wait.' },
    });
    there.issue();
    const { run } = await there.once();
    expect(run?.closed).toEqual({ how: 'needs_attention', reason: 'agent.asked-for-attention' });
    // Of other labels the agent has to know.
    expect(there.events.flatMap((event) => (event.type === 'tool_called' ? [event.code] : []))).toEqual([
      null,
      null,
      'tracker.unknown-label',
      null,
      null,
    ]);
    const { state, comments } = there.linear.issue(ID);
    expect(state).toBe('In Progress');
    expect(comments.at(-1)?.body).toContain(`Create the label \`${LABEL}\``);
    expect((await there.once()).notes).toEqual([expect.stringContaining('ENG-1: it waits for a person')]);
  },
};

// Each costs one to three passes of the real Codex: two in every run, all with `npm run test:more`.
test.each(sample(Object.entries(FLOWS), { drawn: 1, more: 'all' }, testSeed()))('%s', (_name, flow) =>
  flow(),
);

const called = (tool: string, effect: Extract<RunEvent, { type: 'tool_called' }>['effect']): RunEvent => ({
  type: 'tool_called',
  tool,
  ok: true,
  answer: '',
  code: null,
  effect,
});
const explained = called('issue_comment', { kind: 'comment', start: false });
const asked = { how: 'needs_attention', reason: 'agent.asked-for-attention' };
const released = (reason: string) => ({ how: 'released', reason: expect.stringContaining(reason) });

test('a turn that was cut off after its agent had called for a person: the call stands', async () => {
  const there = await orchestratorStage({ reply: () => ({ say: 'I am never asked.' }) });
  const cases: [RunEvent[], string, object][] = [
    [[explained, called('issue_label_add', { kind: 'attention' })], 'In Progress', asked],
    // Killed before it could be journaled that the label is on.
    [[explained], 'In Progress', asked],
    // Nobody explained anything: it was a person who put it on.
    [[called('issue_comment', { kind: 'comment', start: true })], 'In Progress', released('the label')],
    // Over, whatever was asked.
    [[explained, called('issue_label_add', { kind: 'attention' })], 'Done', released('Done')],
  ];
  for (const [events, state, closed] of cases) {
    const one = there.issue({ state });
    there.linear.label(one.identifier, LABEL);
    await begunRun(there, one, [...IN_ITS_TURN, ...events]);
    const { run } = await there.once({ issue: one.identifier });
    expect(run?.closed, JSON.stringify(events)).toEqual(closed);
    const now = there.linear.issue(one.identifier);
    const told = now.comments.map(({ body }) => body.includes('error_class: `agent.asked-for-attention`'));
    expect({ state: now.state, told, labels: now.labels }).toEqual({
      state: closed === asked ? 'Todo' : state,
      told: closed === asked ? [true] : [],
      labels: [LABEL],
    });
  }
  expect(there.model.asked).toEqual([]);
});
