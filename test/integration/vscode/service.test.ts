import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isProcessAlive } from '../../../src/platform/lock.ts';
import { findContribution } from '../../../src/symphony/contributions.ts';
import { contributionPaths } from '../../../src/symphony/journal/paths.ts';
import { WindowService } from '../../../src/vscode/service.ts';
import { clone, contribution } from '../../support/left-clones.ts';
import { SLUG, testStage } from '../../support/symphony.ts';
import { tempDir } from '../../support/temp.ts';

const CLI = join(import.meta.dirname, '../../../dist/cli.js');

/** A contributor of a forge and the process that prepares their start, as the window runs it. */
async function service() {
  const { forge, contributor } = await testStage();
  const { ctx } = await contributor('bob');
  const env = { ...process.env, ...ctx.env, MAESTRO_HOME: ctx.home.root };
  const opened = await WindowService.open(
    { ...ctx, env },
    { file: process.execPath, args: [CLI, 'symphony', 'service'], env: {} },
  );
  onTestFinished(() => opened.close());
  return { forge, ctx, service: opened };
}

const options = {
  target: `${SLUG}#1`,
  agent: 'scripted',
  model: null,
  name: null,
  dir: null,
  freshContext: 'task',
  finalize: 'ask',
  sandbox: 'workspace-write',
} as const;

describe('the process that works for the window', () => {
  it('finds the agents, plans, and creates what it planned', async () => {
    const { ctx, service: it } = await service();
    expect((await it.agents()).map(({ id }) => id)).toContain('scripted');
    const plan = await it.plan(options);
    expect(plan).toMatchObject({ slug: SLUG, fork: true, issue: { number: 1 }, agent: { scripted: true } });
    expect(plan.promptPreview).toContain('.maestro/symphony/');
    const id = await it.create();
    expect(plan.promptPreview).toContain(id);
    expect((await findContribution(ctx.home, id)).start.slug).toBe(SLUG);
  });

  it('hands on what stands in the way, with its code and remedy, and goes on', async () => {
    const { service: it } = await service();
    await expect(it.create()).rejects.toMatchObject({ code: 'start.no-plan' });
    await expect(it.plan({ ...options, target: `${SLUG}#99` })).rejects.toMatchObject({
      code: 'github.not-found',
      remedy: expect.any(String),
    });
    await expect(it.plan({ ...options, agent: 'nobody' })).rejects.toMatchObject({ code: 'agent.unknown' });
    expect((await it.plan(options)).issue.number).toBe(1);
  });

  it('answers in order when it is asked several things at once', async () => {
    const { service: it } = await service();
    const [agents, plan, failed] = await Promise.allSettled([
      it.agents(),
      it.plan(options),
      it.plan({ ...options, target: 'nonsense' }),
    ]);
    expect(agents.status).toBe('fulfilled');
    expect(plan.status).toBe('fulfilled');
    expect(failed).toMatchObject({ status: 'rejected', reason: { code: 'start.bad-target' } });
  });

  it('ends with its window, and says so to whoever still asks', async () => {
    const { service: it } = await service();
    await it.agents();
    await it.close();
    await expect(it.agents()).rejects.toMatchObject({ code: 'start.service-ended' });
  });

  it('keeps the token out of its environment and of the journal', async () => {
    const { ctx, service: it } = await service();
    await it.plan(options);
    const id = await it.create();
    const journal = await readFile(contributionPaths(ctx.home, id).journal, 'utf8');
    expect(journal).not.toContain(ctx.token);
    if (process.platform !== 'linux') return;
    expect(isProcessAlive(it.pid)).toBe(true);
    expect(await readFile(`/proc/${it.pid}/environ`, 'utf8')).not.toContain(ctx.token);
  });

  it('names what is only in a clone, removes the clone with what was agreed to, and brings it back', async () => {
    const { ctx, service: it } = await service();
    const dir = await clone(ctx, 'octo-hello');
    const id = 'aaaaaaaa';
    await contribution(ctx, id, dir, [{ type: 'cancelled', left: [] }]);
    const keep = async (): Promise<void> => expect.fail('It is in the home.');
    expect(await it.unsaved(id)).toMatchObject({ lines: [], mark: null });
    expect(await it.needsWorkflows(id)).toBe(false);
    await writeFile(join(dir, 'mine.txt'), 'mine');
    const { lines, mark } = await it.unsaved(id);
    expect(lines).toEqual(['mine.txt']);
    expect((await it.clean(id, null, keep)).clones).toEqual([
      { dir, kept: expect.stringMatching(/1 changed file/) },
    ]);
    expect(existsSync(dir)).toBe(true);
    const { clones, removed } = await it.clean(id, mark, keep);
    expect(clones).toEqual([{ dir, kept: null }]);
    expect(existsSync(dir)).toBe(false);
    if (!removed) return expect.fail('Nothing was removed.');
    await it.restore(removed);
    expect(await readFile(join(dir, 'mine.txt'), 'utf8')).toBe('mine');
    await expect(it.restore(removed)).rejects.toMatchObject({ code: 'clone.place-taken' });
  });

  it('asks the window to throw away what is outside of the home, and keeps what that could not', async () => {
    const { ctx, service: it } = await service();
    const outside = join(await tempDir(), 'elsewhere');
    await rename(await clone(ctx, 'octo-hello'), outside);
    const id = 'aaaaaaaa';
    await contribution(ctx, id, outside, [{ type: 'cancelled', left: [] }]);
    const thrown: string[] = [];
    const failing = async (dir: string): Promise<void> => {
      thrown.push(dir);
      throw new Error('no trash here');
    };
    expect((await it.clean(id, null, failing)).clones).toMatchObject([
      { kept: expect.stringMatching(/no trash here/) },
    ]);
    expect((await findContribution(ctx.home, id)).clone?.removed).toBe(false);
    const gone = await it.clean(id, null, async (dir) => {
      thrown.push(dir);
      await rm(dir, { recursive: true });
    });
    expect(gone).toMatchObject({ clones: [{ kept: null }], removed: null });
    expect(thrown).toEqual([outside, outside]);
    expect((await findContribution(ctx.home, id)).clone?.removed).toBe(true);
    // And it goes on.
    await expect(it.unsaved('zzzzzzzz')).rejects.toMatchObject({ code: 'contribution.unknown' });
  });
});
