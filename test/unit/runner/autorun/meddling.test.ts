import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { actor, ofType, stage, tick } from '../../../support/auto-run.ts';

const TWO = '# Two\n\n- [ ] First\n- [ ] Second\n';

describe('an agent that meddles with the document', () => {
  test('a deleted document is put back, and that is said', async () => {
    const agent = actor(async (turn, _signal, count) => {
      if (count === 1) await rm(turn.documentFile);
      else await tick(turn);
    });
    const there = await stage([TWO], agent);
    expect(await there.run()).toEqual({ how: 'finished' });
    expect(agent.turns.map((turn) => turn.task.text)).toEqual(['First', 'First', 'Second']);
    expect(agent.turns[1]?.prompt).toContain('deleted the document');
  });

  test('a document that became a link is put back, and nothing behind the link is touched', async () => {
    const agent = actor(async (turn, _signal, count) => {
      if (count > 1) return tick(turn);
      await rm(turn.documentFile);
      await symlink(join(turn.cwd, 'elsewhere'), turn.documentFile);
    });
    const there = await stage([TWO], agent);
    const elsewhere = join(there.input.workspace.dir, 'elsewhere');
    await writeFile(elsewhere, '- [x] First\n- [x] Second\n');
    expect(await there.run()).toEqual({ how: 'finished' });
    expect(agent.turns).toHaveLength(3);
    expect(await there.read(0)).toContain('- [x] Second');
  });

  test('removed tasks are put back, with the tick that was earned', async () => {
    const agent = actor(async (turn, _signal, count) => {
      if (count === 1) await writeFile(turn.documentFile, '- [x] First\n');
      else await tick(turn);
    });
    const there = await stage([TWO], agent);
    expect(await there.run()).toEqual({ how: 'finished' });
    expect(agent.turns.map((turn) => turn.task.text)).toEqual(['First', 'Second']);
    expect(await there.read(0)).toBe(TWO.replaceAll('[ ]', '[x]'));
  });

  test('a task that was ticked and reworded is done', async () => {
    const agent = actor(async (turn) => {
      const { task, documentFile } = turn;
      const text = TWO.replace('[ ] First', '[x] First').replace(
        `[ ] ${task.text}`,
        `[x] ${task.text} (fixed!)`,
      );
      await writeFile(
        documentFile,
        task.text === 'First' ? text.replace('[x] First', '[x] First (fixed!)') : text,
      );
    });
    const there = await stage([TWO], agent);
    expect(await there.run()).toEqual({ how: 'finished' });
    expect(agent.turns).toHaveLength(2);
    expect(ofType(there.journal, 'document_finished')[0]).toMatchObject({ done: 2, unfinished: 0 });
  });

  test('a box that was unticked again is not run again', async () => {
    const agent = actor(async (turn) => {
      if (turn.task.text === 'Second') await writeFile(turn.documentFile, TWO);
      await tick(turn);
    });
    const there = await stage([TWO], agent);
    await there.run();
    expect(agent.turns).toHaveLength(2);
    expect(there.commits).toEqual(['Symphony: First', 'Symphony: Second']);
  });

  test('a document that cannot be read any more is put back', async () => {
    const agent = actor(async (turn, _signal, count) => {
      if (count === 1) await writeFile(turn.documentFile, 'x'.repeat(3 * 1024 * 1024));
      else await tick(turn);
    });
    const there = await stage([TWO], agent);
    expect(await there.run()).toEqual({ how: 'finished' });
    expect(agent.turns).toHaveLength(3);
  });

  test('a working copy that is gone at the start is named', async () => {
    const there = await stage([TWO], actor(tick));
    await rm(there.file(0));
    await expect(there.run()).rejects.toMatchObject({ code: 'autorun.document-missing' });
  });
});
