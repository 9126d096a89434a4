import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findContribution } from '../../../../src/symphony/contributions.ts';
import { cancel, resume } from '../../../../src/symphony/control.ts';
import { unsavedLines, unsavedMark, unsavedOf } from '../../../../src/symphony/unsaved.ts';
import { sample, testSeed } from '../../../support/seed.ts';
import { SLUG, testStage } from '../../../support/symphony.ts';
import { launcher } from './support.ts';

type CancelAsked = Parameters<typeof cancel>[2];

const never = (): AbortSignal => new AbortController().signal;

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
      await cancel(bob.ctx, id, { removeClone: true }, () => Promise.resolve());
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

  it('keeps a clone unless its removal was asked for, and then with what was not named', async () => {
    const { contributor } = await testStage({ push: ['alice'] });
    const alice = await contributor('alice');
    let place = 0;
    const dirOf = async (work: (dir: string) => Promise<void>, ask: (id: string) => Promise<CancelAsked>) => {
      place++;
      const id = await alice.create({ finalize: 'ask', dir: join(alice.ctx.home.root, `clone-${place}`) });
      const dir = (await alice.run(id)).clone?.dir ?? '';
      await work(dir);
      const engine = launcher(alice, id);
      await cancel(alice.ctx, id, await ask(id), engine.start);
      const ended = await engine.ended();
      expect(ended.state).toBe('cancelled');
      return { dir, left: ended.left, removed: ended.clone?.removed };
    };
    const unsaved = async (id: string) => {
      const found = await unsavedOf(alice.ctx, await findContribution(alice.ctx.home, id), never());
      if (!found) throw new Error('Nothing is unsaved.');
      return found;
    };
    const notes = (dir: string) => writeFile(join(dir, 'mine.txt'), 'my own notes\n');
    const commit = async (dir: string) => {
      const who = ['-c', 'user.name=Alice', '-c', 'user.email=alice@example.test'];
      await alice.git(dir, [...who, 'commit', '--allow-empty', '-m', 'Try something']);
    };

    const kept = await dirOf(
      () => Promise.resolve(),
      () => Promise.resolve({ removeClone: false }),
    );
    expect(existsSync(kept.dir)).toBe(true);
    expect(kept).toMatchObject({ removed: false, left: [`the clone ${kept.dir} (kept)`] });

    const notAgreed = await dirOf(notes, () => Promise.resolve({ removeClone: true }));
    expect(existsSync(join(notAgreed.dir, 'mine.txt'))).toBe(true);
    expect(notAgreed.left).toEqual([expect.stringContaining('1 changed file')]);

    // Something came after it was told.
    const more = await dirOf(notes, async (id) => {
      const loseUnsaved = unsavedMark(await unsaved(id));
      await commit((await findContribution(alice.ctx.home, id)).clone?.dir ?? '');
      return { removeClone: true, loseUnsaved };
    });
    expect(more.left).toEqual([expect.stringContaining('1 commit that was not pushed')]);
    expect(existsSync(join(more.dir, 'mine.txt'))).toBe(true);

    const agreed = await dirOf(
      async (dir) => {
        await notes(dir);
        await commit(dir);
      },
      async (id) => {
        const found = await unsaved(id);
        expect(unsavedLines(found)).toEqual([
          'mine.txt',
          expect.stringMatching(/^[0-9a-f]{7,} Try something$/),
        ]);
        return { removeClone: true, loseUnsaved: unsavedMark(found) };
      },
    );
    expect(agreed).toMatchObject({ removed: true, left: [] });
    // Not for good: it is in the trash.
    expect(existsSync(agreed.dir)).toBe(false);
    const trash = join(alice.ctx.home.state, 'trash');
    const [moved] = await readdir(trash);
    expect(existsSync(join(trash, moved ?? '', 'mine.txt'))).toBe(true);
  });
});
