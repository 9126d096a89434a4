import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cancel, resume } from '../../../../src/symphony/control.ts';
import { sample, testSeed } from '../../../support/seed.ts';
import { SLUG, testStage } from '../../../support/symphony.ts';
import { launcher } from './support.ts';

describe('cancel', () => {
  // In the middle of the run there may be work that was not pushed; then the clone stays, and that is said.
  const RUN: readonly string[] = ['turn_started', 'task_finished', 'pushed'];

  // Four of the moments in every run, all with `npm run test:more`.
  const MOMENTS = [
    'claim_started',
    'branch_created',
    'pr_opened',
    'claim_confirmed',
    'clone_started',
    'clone_ready',
    'documents_copied',
    'turn_started',
    'task_finished',
    'pushed',
  ] as const;

  it.each(sample(MOMENTS, { drawn: 4, more: 'all' }, testSeed()))(
    'after %s leaves nothing behind',
    async (type) => {
      const { forge, contributor } = await testStage();
      const bob = await contributor('bob');
      const id = await bob.create();
      const stop = new AbortController();
      const hold = bob.hold(id, (seen) => seen.type === type);
      const running = bob.run(id, stop.signal);
      await hold.there;
      await cancel(bob.ctx, id, { removeClone: false }, () => Promise.resolve());
      await hold.letGo();
      const ended = await running;
      const last = ended.state === 'cancelled' ? ended : await bob.run(id);

      expect(last.state, JSON.stringify(last.problem)).toBe('cancelled');
      const kept = last.left.filter((what) => RUN.includes(type) && what.includes('exists nowhere else'));
      expect(last.left).toEqual([...kept, 'your fork bob/textkit (kept for later contributions)']);
      expect(Object.keys(forge.repository('bob/textkit').branches)).toEqual(['main']);
      for (const { state, comments } of forge.repository(SLUG).pulls) {
        expect(state).toBe('closed');
        expect(comments).toEqual([{ author: 'bob', body: expect.stringContaining('give this issue back') }]);
      }
      expect(existsSync(join(bob.ctx.home.root, 'maintainer-textkit'))).toBe(kept.length > 0);
      await expect(resume(bob.ctx, id, () => Promise.resolve())).rejects.toMatchObject({
        code: 'control.ended',
      });
    },
  );

  it('keeps a clone with work that exists nowhere else, unless it is told twice', async () => {
    for (const removeClone of [false, true]) {
      const { contributor } = await testStage({ push: ['alice'] });
      const alice = await contributor('alice');
      const id = await alice.create({ finalize: 'ask' });
      const { clone } = await alice.run(id);
      await writeFile(join(clone?.dir ?? '', 'mine.txt'), 'my own notes\n');
      const engine = launcher(alice, id);
      await cancel(alice.ctx, id, { removeClone }, engine.start);
      const ended = await engine.ended();
      expect(ended.state).toBe('cancelled');
      expect(existsSync(clone?.dir ?? '')).toBe(!removeClone);
      expect(ended.left).toEqual(removeClone ? [] : [expect.stringContaining('1 changed file')]);
    }
  });
});
