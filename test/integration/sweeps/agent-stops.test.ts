import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { LiveProcess } from '../../../src/platform/process/run.ts';
import { addUsage, NO_USAGE } from '../../../src/runner/agents/agent.ts';
import { AGENT_MARK } from '../../../src/runner/agents/mark.ts';
import type { JournalEvent } from '../../../src/symphony/journal/events.ts';
import { contributionPaths } from '../../../src/symphony/journal/paths.ts';
import { sendRequest } from '../../../src/symphony/requests.ts';
import { childProgram } from '../../support/child-program.ts';
import type { Orders } from '../../support/children/engine.ts';
import type { Asked, FakeModel, Reply } from '../../support/fake-model.ts';
import { anywhere } from '../../support/limits.ts';
import { processesWith } from '../../support/processes.ts';
import { type AgentName, REAL_AGENTS, type RealAgent } from '../../support/real-agents.ts';
import { scriptedModel } from '../../support/scripted-model.ts';
import { generator, sample, testSeed, WHOLE_SWEEP } from '../../support/seed.ts';
import { cloneFile, FILES, SCRIPT, testStage } from '../../support/symphony.ts';
import { eventually } from '../../support/waits.ts';

/** What happens to an engine or its agent at a random moment. */
const HOWS = [
  'pause',
  'SIGTERM to the engine',
  'SIGKILL to the engine',
  'SIGINT to the agent',
  'SIGTERM to the agent',
  'SIGKILL to the agent',
] as const;
type How = (typeof HOWS)[number];

/** Rounds of each agent in a whole sweep (200 in all), and how long its turns take, roughly. */
const AGENTS: Record<AgentName, { rounds: number; aboutMs: number }> = {
  codex: { rounds: 80, aboutMs: 900 },
  claude: { rounds: 70, aboutMs: 1_500 },
  gemini: { rounds: 26, aboutMs: 2_500 },
  opencode: { rounds: 12, aboutMs: 4_000 },
  acp: { rounds: 12, aboutMs: 3_000 },
};
/** Otherwise: a round of one of these. */
const SAMPLED: readonly AgentName[] = ['codex', 'claude', 'gemini'];

const seed = testSeed();
const random = generator(seed);
const rounds = Object.entries(AGENTS).flatMap(([name, { rounds, aboutMs }]) =>
  Array.from({ length: rounds }, (_, round) => ({
    name: name as AgentName,
    how: HOWS[round % HOWS.length] as How,
    ms: Math.floor(random() * 3 * aboutMs),
    round,
  })),
);
const chosen = WHOLE_SWEEP
  ? rounds
  : sample(SAMPLED, 1, seed).map((name) => {
      const own = rounds.filter((round) => round.name === name);
      return own[Math.floor(random() * own.length)] as (typeof own)[number];
    });

const engine = childProgram('engine.ts');

describe(`real agents and their engine, struck at any moment (seed ${seed})`, () => {
  test.each(chosen)('$name: $how after $ms ms ($round)', async ({ name, how, ms, round }) => {
    const real: RealAgent = REAL_AGENTS[name];
    const stage = await testStage({ files: { ...FILES, '.maestro/scripted.json': '' } });
    let clone = '';
    let struck = false;
    const { model, env } = await real.start(sometimesSilent(scriptedModel(real, SCRIPT.tasks, () => clone)));
    const me = await stage.contributor('bob', { env });
    const id = await me.create({ agent: real.agent.id, model: real.model });
    clone = join(me.ctx.home.root, 'maintainer-textkit');
    const orders: Orders = {
      id,
      home: me.ctx.home.root,
      token: me.token,
      forge: { url: stage.forge.url, apiUrl: stage.forge.apiUrl },
      kill: null,
      env,
    };
    const agents = (): string[] => processesWith(`${AGENT_MARK}=${clone}\0`);
    const journal = contributionPaths(me.ctx.home, id).journal;

    const first = await engine.start(JSON.stringify(orders));
    const output = collect(first);
    await eventually(() => readFileSync(journal, 'utf8').includes('"turn_started"'), 'a turn starts');
    await sleep(anywhere(ms));
    await strike(how);
    await first.exited;
    let ended = await output;
    const orphansAtOnce = agents();
    if (ended.state !== 'ready_for_review') {
      // An agent must not outlive its engine for long, also when nobody resumes.
      await eventually(
        () => agents().length === 0,
        () => `the engine's agents ended: ${agents().join('; ')}`,
      );
      if (ended.state === 'paused') await sendRequest(me.ctx.home, id, { kind: 'resume' });
      const again = await engine.start(JSON.stringify(orders));
      const more = collect(again);
      await again.exited;
      ended = await more;
    }
    note({ name, how, ms, orphans: orphansAtOnce.length, state: ended.state });

    expect(ended, JSON.stringify(ended)).toMatchObject({ state: 'ready_for_review', problem: null });
    await eventually(
      () => agents().length === 0,
      () => `nothing is left: ${agents().join('; ')}`,
    );
    const events = await me.events(id);
    const finished = events.filter((event) => event.type === 'task_finished');
    expect(finished.map(({ text, outcome }) => `${text} ${outcome}`)).toEqual([
      'Alpha: write the file done',
      'Beta: add a line done',
      'Gamma: write another done',
    ]);
    const done = { clone: { dir: clone } } as Parameters<typeof cloneFile>[0];
    expect(await cloneFile(done, 'alpha.txt')).toBe('alpha\nbeta\n');
    expect(
      await me.git(stage.forge.bareDir('bob/textkit'), [
        'log',
        '--reverse',
        '--format=%s',
        `main..symphony/1-${id}`,
      ]),
    ).toBe(
      ['reserve the issue', 'Alpha: write the file', 'Beta: add a line', 'Gamma: write another']
        .map((word) => `Symphony: ${word}\n`)
        .join(''),
    );
    checkUsage(real, events, model);

    /** Often the model falls silent in the first task, so that the blow meets a turn that would never end. */
    function sometimesSilent(mind: (asked: Asked) => Reply): (asked: Asked) => Reply {
      const silent = !how.endsWith('the agent') && round % 12 < 6;
      return (asked) => (silent && !struck && asked.before === 1 ? { hang: 'Let me think' } : mind(asked));
    }

    async function strike(how: How): Promise<void> {
      struck = true;
      if (how === 'pause')
        return sendRequest(me.ctx.home, id, { kind: 'pause', when: 'now' }).then(() => undefined);
      if (how === 'SIGTERM to the engine') return void kill(first.pid, 'SIGTERM');
      if (how === 'SIGKILL to the engine') return void kill(first.pid, 'SIGKILL');
      const signal = how.slice(0, how.indexOf(' ')) as NodeJS.Signals;
      // Whatever works for the agent right now: its leader, a child, a command.
      const there = agents();
      const one = there[Math.floor(random() * there.length)];
      if (one) kill(Number.parseInt(one, 10), signal);
    }
  });
});

/** Every token is counted once: what is journaled is never more than what was begun, and all that was served when no turn broke off. */
function checkUsage(
  real: RealAgent,
  events: readonly JournalEvent[],
  { served, begun }: Pick<FakeModel, 'served' | 'begun'>,
): void {
  const told = events.reduce(
    (sum, event) =>
      event.type === 'agent' && event.event.kind === 'usage' ? addUsage(sum, event.event.usage) : sum,
    NO_USAGE,
  );
  const turns = events.filter((event) => event.type === 'turn_finished');
  const whole =
    turns.every(({ outcome }) => outcome === 'completed') &&
    turns.length === events.filter(({ type }) => type === 'turn_started').length;
  if (whole && real.tellsUsage) expect({ ...told, costUsd: null }).toEqual(served());
  expect(told.inputTokens).toBeLessThanOrEqual(begun().inputTokens);
  expect(told.outputTokens).toBeLessThanOrEqual(begun().outputTokens);
  expect(turns.reduce((sum, { usage }) => addUsage(sum, usage), NO_USAGE).inputTokens).toBeLessThanOrEqual(
    told.inputTokens,
  );
}

/** The engine's last words; `killed` when it had none. */
async function collect(live: LiveProcess): Promise<{ state: string; problem: unknown }> {
  let last = '';
  for await (const line of live.lines) last = line;
  return last.startsWith('{') ? JSON.parse(last) : { state: 'killed', problem: live.stderrTail() };
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function note(round: object): void {
  const file = process.env.MAESTRO_SWEEP_NOTES;
  if (file) appendFileSync(file, `${JSON.stringify(round)}\n`);
}
