import { describe, expect, it } from 'vitest';
import { sendRequest } from '../../../src/symphony/requests.ts';
import { engineProcesses } from '../../support/engine-process.ts';
import { oneIn } from '../../support/one-in.ts';
import { type Contributor, FILES, SLUG, type TestStage, testStage } from '../../support/symphony.ts';

/** The first is in every run, the other in one of two, both in `npm run test:more`. */
const drawn = oneIn(2);
const engine = engineProcesses();

const GATE = '<!-- MAESTRO:HITL reason="Look at alpha.txt" artifact="alpha.txt" -->';
const GATED = {
  ...FILES,
  'docs/one.md': `# One\n\n- [ ] Alpha: write the file\n\n${GATE}\n\n- [ ] Beta: add a line\n`,
};

/** A contribution to documents with a gate, whose engine is a process. */
async function gated(): Promise<{
  forge: TestStage['forge'];
  bob: Contributor;
  id: string;
  live(kill?: { type: string; when: 'before' | 'after' }): ReturnType<typeof engine>;
}> {
  const { forge, contributor } = await testStage({ push: ['bob'], files: GATED });
  const bob = await contributor('bob');
  const id = await bob.create();
  const orders = {
    id,
    home: bob.ctx.home.root,
    token: bob.token,
    forge: { url: forge.url, apiUrl: forge.apiUrl },
  };
  return { forge, bob, id, live: (kill) => engine({ ...orders, kill: kill ?? null }) };
}

async function typesOf(bob: Contributor, id: string): Promise<string[]> {
  return (await bob.events(id)).map(({ type }) => type);
}

/** The engine stands at the gate and says so, and what was done before it can be seen in the draft. */
async function expectAtGate({ forge, bob, id, live }: Awaited<ReturnType<typeof gated>>): Promise<void> {
  const { exitCode, stdout, stderr } = await live();
  expect(exitCode, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    state: 'needs_attention',
    problem: {
      code: 'run.gate',
      message: `A person is asked for in .maestro/symphony/${id}/01-one.md, line 5: Look at alpha.txt (look at alpha.txt)`,
    },
  });
  const { pulls, branches } = forge.repository(SLUG);
  expect(pulls).toMatchObject([{ state: 'open', draft: true, title: '[WIP] Symphony: Write the files' }]);
  const finished = (await bob.events(id)).filter(({ type }) => type === 'task_finished');
  expect(finished).toMatchObject([{ text: 'Alpha: write the file', commit: branches[`symphony/1-${id}`] }]);
}

/** A person resumes, and the contribution goes its way to the end. */
async function expectHandedOver({ forge, bob, id, live }: Awaited<ReturnType<typeof gated>>): Promise<void> {
  await sendRequest(bob.ctx.home, id, { kind: 'resume' });
  const { exitCode, stdout, stderr } = await live();
  expect(exitCode, stderr).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ state: 'ready_for_review', problem: null });
  expect(forge.repository(SLUG).pulls).toMatchObject([{ state: 'open', draft: false }]);
  const types = await typesOf(bob, id);
  expect(types.filter((type) => type === 'gated')).toHaveLength(1);
  expect(types.filter((type) => type === 'task_finished')).toHaveLength(3);
}

describe('a contribution whose document has a gate', () => {
  it('stops there, also when killed with -9 at the gate, and a resume takes it to its end', async () => {
    const there = await gated();
    expect((await there.live({ type: 'gated', when: 'after' })).exitCode).toBeUndefined();
    // Beginning again is not a person's word.
    await expectAtGate(there);
    await expectHandedOver(there);
  });

  drawn('comes to the gate again when it was killed just before it said so', async () => {
    const there = await gated();
    expect((await there.live({ type: 'gated', when: 'before' })).exitCode).toBeUndefined();
    expect(await typesOf(there.bob, there.id)).not.toContain('gated');
    await expectAtGate(there);
    await expectHandedOver(there);
  });
});
