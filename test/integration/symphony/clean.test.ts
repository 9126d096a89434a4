import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquireLock } from '../../../src/platform/lock.ts';
import { planClean } from '../../../src/symphony/clean/plan.ts';
import { cleanClones, restoreClone } from '../../../src/symphony/clean.ts';
import type { SymphonyContext } from '../../../src/symphony/context.ts';
import { findContribution } from '../../../src/symphony/contributions.ts';
import type { EventBody } from '../../../src/symphony/journal/events.ts';
import { contributionPaths } from '../../../src/symphony/journal/paths.ts';
import { unsavedLines, unsavedMark, unsavedOf } from '../../../src/symphony/unsaved.ts';
import { FIRST_DOCUMENT, HAND_OVER } from '../../support/events.ts';
import { clone, contribution, git } from '../../support/left-clones.ts';
import { contextFor } from '../../support/symphony-context.ts';
import { tempDir } from '../../support/temp.ts';

const signal = new AbortController().signal;
const CANCELLED: EventBody[] = [{ type: 'cancelled', left: [] }];
const MERGED: EventBody[] = [
  ...FIRST_DOCUMENT,
  ...HAND_OVER,
  { type: 'pr_observed', state: 'merged', draft: false },
];

async function context(): Promise<SymphonyContext> {
  const root = join(await tempDir(), 'home');
  await mkdir(root);
  return contextFor(
    { url: 'http://127.0.0.1:1', apiUrl: 'http://127.0.0.1:1/api/v3' },
    'token',
    root,
    () => undefined,
  );
}

describe('cleanClones', () => {
  it('moves clean, pushed clones of ended contributions into the trash, from where they can be had back', async () => {
    const ctx = await context();
    const dir = await clone(ctx, 'octo-hello');
    await contribution(ctx, 'aaaaaaaa', dir, MERGED);
    await contribution(ctx, 'bbbbbbbb', dir, CANCELLED);

    const dry = await cleanClones(ctx, { dryRun: true, signal });
    expect(dry.clones).toMatchObject([{ dir, keep: null, missing: false, ids: ['aaaaaaaa', 'bbbbbbbb'] }]);
    expect(dry.clones[0]?.sizeBytes).toBeGreaterThan(10_000);
    expect(dry.removed).toEqual([]);
    expect(existsSync(dir)).toBe(true);

    const { removed } = await cleanClones(ctx, { dryRun: false, signal });
    expect(removed).toEqual([{ dir, trash: expect.stringMatching(/trash.\d{8}T\d{6}Z-octo-hello$/) }]);
    expect(existsSync(dir)).toBe(false);
    for (const id of ['aaaaaaaa', 'bbbbbbbb'])
      expect((await findContribution(ctx.home, id)).clone?.removed).toBe(true);
    expect((await planClean(ctx, signal)).clones).toEqual([]);
    const [one] = removed;
    if (!one) throw new Error('Nothing was removed.');
    await mkdir(dir);
    await expect(restoreClone(ctx, one)).rejects.toMatchObject({ code: 'clone.place-taken' });
    await rmdir(dir);
    await restoreClone(ctx, one);
    await git(ctx, dir, 'status');
    for (const id of ['aaaaaaaa', 'bbbbbbbb'])
      expect((await findContribution(ctx.home, id)).clone?.removed).toBe(false);
    await expect(restoreClone(ctx, { ...one, dir: `${dir}-2` })).rejects.toMatchObject({
      code: 'clone.not-there',
    });
  });

  it('lets go what exists nowhere else only when just that was agreed to, in one clone that was named', async () => {
    const ctx = await context();
    const dir = await clone(ctx, 'octo-hello');
    const other = await clone(ctx, 'octo-other');
    await contribution(ctx, 'aaaaaaaa', dir, CANCELLED);
    await contribution(ctx, 'bbbbbbbb', other, CANCELLED);
    await writeFile(join(dir, 'notes.txt'), 'mine');
    const one = await findContribution(ctx.home, 'aaaaaaaa');
    const told = await unsavedOf(ctx, one, signal);
    expect(told && unsavedLines(told)).toEqual(['notes.txt']);
    const agreed = { lose: told && unsavedMark(told) };
    const options = { dryRun: false, signal, agreed };

    // It is not for all of them.
    await writeFile(join(other, 'notes.txt'), 'mine');
    expect((await cleanClones(ctx, options)).removed).toEqual([]);
    // Something came after it was told.
    await writeFile(join(dir, 'later.txt'), 'mine');
    const late = await cleanClones(ctx, { ...options, ids: ['aaaaaaaa'] });
    expect(late.clones).toMatchObject([{ keep: { code: 'unsaved' } }]);
    await rm(join(dir, 'later.txt'));
    const { removed } = await cleanClones(ctx, { ...options, ids: ['aaaaaaaa'] });
    expect(removed).toMatchObject([{ dir }]);
    expect(existsSync(join(removed[0]?.trash ?? '', 'notes.txt'))).toBe(true);
    expect(existsSync(other)).toBe(true);
  });

  it('throws a clone outside the home away by the door’s own way only, and none that was there before', async () => {
    const ctx = await context();
    const outside = join(await tempDir(), 'elsewhere');
    const made = await clone(ctx, 'octo-hello');
    await rename(made, outside);
    await contribution(ctx, 'aaaaaaaa', outside, CANCELLED);
    const thrown: string[] = [];
    const discard = async (dir: string): Promise<void> => {
      thrown.push(dir);
      await rm(dir, { recursive: true });
    };
    const named = { dryRun: false, signal, ids: ['aaaaaaaa'] };
    const kept = await cleanClones(ctx, { ...named, agreed: { lose: null } });
    expect(kept.clones).toMatchObject([{ keep: { code: 'outside' } }]);
    await writeFile(join(outside, 'notes.txt'), 'mine');
    const unsaved = await cleanClones(ctx, { ...named, agreed: { lose: null, discard } });
    expect(unsaved.clones).toMatchObject([{ keep: { code: 'unsaved' } }]);
    expect(thrown).toEqual([]);
    await rm(join(outside, 'notes.txt'));
    const gone = await cleanClones(ctx, { ...named, agreed: { lose: null, discard } });
    expect(gone).toMatchObject({ removed: [], clones: [{ keep: null }] });
    expect(thrown).toEqual([outside]);
    expect((await findContribution(ctx.home, 'aaaaaaaa')).clone?.removed).toBe(true);
  });

  const kept: [string, string, (ctx: SymphonyContext, dir: string) => Promise<void>, RegExp][] = [
    ['unsaved', 'a changed file', (_ctx, dir) => writeFile(join(dir, 'README.md'), 'mine'), /1 changed file/],
    [
      'unsaved',
      'an untracked file',
      (_ctx, dir) => writeFile(join(dir, 'new.txt'), 'mine'),
      /1 changed file/,
    ],
    [
      'unsaved',
      'a commit that was not pushed',
      (ctx, dir) => git(ctx, dir, 'commit', '-q', '--allow-empty', '-m', 'mine'),
      /1 commit that was not pushed/,
    ],
    [
      'unsaved',
      'a commit on another branch',
      async (ctx, dir) => {
        await git(ctx, dir, 'checkout', '-qb', 'other');
        await git(ctx, dir, 'commit', '-q', '--allow-empty', '-m', 'mine');
        await git(ctx, dir, 'checkout', '-q', 'main');
      },
      /1 commit that was not pushed/,
    ],
    [
      'unsaved',
      'a stash',
      async (ctx, dir) => {
        await writeFile(join(dir, 'README.md'), 'mine');
        await git(ctx, dir, 'stash', '-q');
      },
      /1 stash/,
    ],
    [
      'not-the-clone',
      'another origin',
      (ctx, dir) => git(ctx, dir, 'remote', 'set-url', 'origin', 'https://x.org/y'),
      /not the clone/,
    ],
    [
      'active',
      'a contribution that is under way',
      (ctx, dir) => contribution(ctx, 'cccccccc', dir, []),
      /cccccccc is interrupted/,
    ],
    [
      'active',
      'a pull request that is still open',
      (ctx, dir) => contribution(ctx, 'cccccccc', dir, [...FIRST_DOCUMENT, ...HAND_OVER]),
      /ready for review/,
    ],
  ];
  it.each(kept)('keeps what is %s: %s', async (code, _name, spoil, why) => {
    const ctx = await context();
    const dir = await clone(ctx, 'octo-hello');
    await contribution(ctx, 'aaaaaaaa', dir, CANCELLED);
    await spoil(ctx, dir);
    const result = await cleanClones(ctx, { dryRun: false, signal });
    expect(result.removed).toEqual([]);
    expect(result.clones).toMatchObject([{ dir, keep: { code, why: expect.stringMatching(why) } }]);
    expect(existsSync(join(dir, 'README.md'))).toBe(true);
  });

  it('never touches folders that are outside, linked, or that it did not make', async () => {
    const ctx = await context();
    const outside = await clone(ctx, '../outside');
    const foreign = await clone(ctx, 'my-own-project');
    const linked = join(ctx.home.root, 'octo-linked');
    await symlink(outside, linked);
    const outer = join(dirname(ctx.home.root), 'outside');
    await contribution(ctx, 'aaaaaaaa', outer, CANCELLED);
    await contribution(ctx, 'bbbbbbbb', linked, CANCELLED);
    const result = await cleanClones(ctx, { dryRun: false, signal });
    expect(result.clones.map(({ dir, keep }) => [basename(dir), keep?.code]).sort()).toEqual([
      ['octo-linked', 'not-the-clone'],
      ['outside', 'outside'],
    ]);
    expect(result.foreign).toEqual([foreign]);
    for (const dir of [outer, foreign, linked]) expect(existsSync(join(dir, 'README.md'))).toBe(true);
  });

  it('leaves a clone alone whose contribution is just being written to', async () => {
    const ctx = await context();
    const dir = await clone(ctx, 'octo-hello');
    await contribution(ctx, 'aaaaaaaa', dir, CANCELLED);
    const lock = await acquireLock(contributionPaths(ctx.home, 'aaaaaaaa').lock);
    const busy = await cleanClones(ctx, { dryRun: false, signal });
    expect(busy.clones[0]?.keep?.code).toBe('busy');
    await lock.release();
    expect((await cleanClones(ctx, { dryRun: false, signal })).removed).toHaveLength(1);
  });

  it('notes folders that somebody else has removed, and cleans only what it was asked to', async () => {
    const ctx = await context();
    await contribution(ctx, 'aaaaaaaa', join(ctx.home.root, 'gone'), CANCELLED);
    const dir = await clone(ctx, 'octo-hello');
    await contribution(ctx, 'bbbbbbbb', dir, CANCELLED);
    const result = await cleanClones(ctx, { dryRun: false, ids: ['aaaaaaaa'], signal });
    expect(result.clones).toMatchObject([{ missing: true, keep: null, sizeBytes: 0 }]);
    expect(result.removed).toEqual([]);
    expect((await findContribution(ctx.home, 'aaaaaaaa')).clone?.removed).toBe(true);
    expect(existsSync(dir)).toBe(true);
  });

  it('empties the trash of what has been there for more than a week, and of nothing else', async () => {
    const ctx = await context();
    const trash = join(ctx.home.state, 'trash');
    const stamp = (days: number): string =>
      new Date(ctx.clock.now().getTime() - days * 86_400_000)
        .toISOString()
        .replace(/\.\d+Z$/, 'Z')
        .replace(/[-:]/g, '');
    const old = `${stamp(8)}-octo-old`;
    const young = `${stamp(6)}-octo-young`;
    for (const name of [old, young, 'something-else']) await mkdir(join(trash, name), { recursive: true });
    expect((await cleanClones(ctx, { dryRun: true, signal })).expired).toEqual([join(trash, old)]);
    expect((await readdir(trash)).length).toBe(3);
    await cleanClones(ctx, { dryRun: false, signal });
    expect((await readdir(trash)).sort()).toEqual([young, 'something-else'].sort());
  });
});
