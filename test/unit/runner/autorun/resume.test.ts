import { expect, test } from 'vitest';
import { actor, addLine, ofType, stage, tick } from '../../../support/auto-run.ts';

const DOCUMENTS = ['# A\n\n- [x] Before\n- [ ] One\n- [ ] Same\n- [ ] Same\n', '- [ ] Never\n- [ ] Two\n'];

/** Ticks everything but one task, and adds one on its way. */
const agentOf = () =>
  actor(async function* (turn) {
    yield { kind: 'started', sessionId: 'thread', model: null };
    if (turn.task.text === 'Never') return;
    await tick(turn);
    if (turn.task.text === 'One') await addLine(turn, '- [ ] Added');
    yield { kind: 'message', text: 'done' };
  });

test('killed after any event of the journal, a run ends as if it had not been', async () => {
  const whole = await stage(DOCUMENTS, agentOf());
  expect(await whole.run()).toEqual({ how: 'finished' });
  const expected = ofType(whole.journal, 'task_finished').map(({ document, task, outcome }) => ({
    document,
    task,
    outcome,
  }));
  expect(expected).toHaveLength(6);

  for (let kill = 1; kill <= whole.journal.length; kill++) {
    const agent = agentOf();
    const there = await stage(DOCUMENTS, agent);
    expect(await there.run({ stop: () => there.journal.length === kill })).toBe('killed');
    const finishedBefore = new Set(
      ofType(there.journal, 'task_finished').map((event) => `${event.document} ${event.task}`),
    );
    const journaled = there.journal.length;
    expect(await there.run()).toEqual({ how: 'finished' });

    const finished = ofType(there.journal, 'task_finished');
    expect(finished.map(({ document, task, outcome }) => ({ document, task, outcome }))).toEqual(expected);
    const turnsAgain = ofType(there.journal.slice(journaled), 'turn_started');
    for (const turn of turnsAgain) expect(finishedBefore).not.toContain(`${turn.document} ${turn.task}`);
    expect(ofType(there.journal, 'document_started')).toHaveLength(2);
    expect(ofType(there.journal, 'document_finished')).toHaveLength(2);
    // Whatever was committed has been pushed.
    expect(there.pushes.at(-1)).toBe(`sha-${there.commits.length}`);
  }
});

test('a box that was ticked before the kill is finished without another turn', async () => {
  const agent = agentOf();
  const there = await stage(['- [ ] One\n'], agent);
  await there.run({ stop: (event) => event.type === 'turn_finished' });
  expect(there.commits).toEqual([]);
  expect(await there.run()).toEqual({ how: 'finished' });
  expect(agent.turns.filter((turn) => turn.task.text === 'One')).toHaveLength(1);
  expect(there.commits[0]).toBe('Symphony: One');
});

test('a commit that was made before the kill is the task’s commit', async () => {
  const there = await stage(['- [ ] One\n'], actor(tick));
  let committed = false;
  there.input.workspace = {
    ...there.input.workspace,
    head: async () => (committed ? 'mine' : 'base'),
    commitAll: async () => {
      if (committed) return { sha: null, leftOut: [] };
      committed = true;
      throw new Error('killed right after the commit');
    },
    push: async () => 'mine',
  };
  await expect(there.run()).rejects.toThrow('killed');
  expect(await there.run()).toEqual({ how: 'finished' });
  expect(ofType(there.journal, 'task_finished')[0]).toMatchObject({ outcome: 'done', commit: 'mine' });
  expect(there.journal.at(-1)).toEqual({ type: 'pushed', sha: 'mine' });
});

test('a task that changed no file has no commit, and nothing is pushed', async () => {
  const there = await stage(['- [ ] One\n'], actor(tick));
  there.input.workspace = { ...there.input.workspace, commitAll: async () => ({ sha: null, leftOut: [] }) };
  expect(await there.run()).toEqual({ how: 'finished' });
  expect(ofType(there.journal, 'task_finished')[0]?.commit).toBeNull();
  expect(there.pushes).toEqual([]);
});
