import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  AgentsOutput,
  CleanOutput,
  HistoryOutput,
  IssuesOutput,
  ProjectsOutput,
  StatsOutput,
  StatusOutput,
} from '../../../src/cli/json.ts';
import { HANG_MS } from '../../support/limits.ts';
import { oneIn } from '../../support/one-in.ts';
import { newcomer, SLUG, stageSample } from './support.ts';

/** The first is in every run, the others in one of two, all in `npm run test:more`. */
const drawn = oneIn(2);

describe('contributing on the command line', () => {
  it('goes from the registry to a pull request that is ready for review', async () => {
    const { forge, token, number, env, target } = await stageSample();
    const me = await newcomer({ ...env, GITHUB_TOKEN: token });

    const projects = ProjectsOutput.parse(await me.json(0, 'symphony', 'projects', '--available'));
    expect(projects.projects.map(({ slug, issues }) => [slug, issues?.available])).toEqual([[SLUG, 1]]);
    const issues = IssuesOutput.parse(await me.json(0, 'symphony', 'issues', SLUG));
    expect(issues.issues[0]?.documents.map(({ path }) => path)).toEqual([
      'symphony/01-slugify.md',
      'symphony/02-wrap.md',
      'symphony/03-count-words.md',
    ]);
    expect(AgentsOutput.parse(await me.json(0, 'agents')).agents.map(({ id }) => id)).toContain('scripted');

    const run = await me.maestro('symphony', 'start', target, '--agent', 'scripted', '--yes');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout).toContain('the issue is yours');
    expect(run.stdout).toContain('7 done of 7');
    expect(run.stdout).toContain('maestro symphony finalize');

    const [waiting] = StatusOutput.parse(await me.json(0, 'symphony', 'status')).contributions;
    expect(waiting).toMatchObject({ state: 'finishing', tasks: { done: 7, unfinished: 0, total: 7 } });
    const id = waiting?.id ?? '';
    const taken = IssuesOutput.parse(await me.json(0, 'symphony', 'issues', SLUG, '--refresh'));
    expect(taken.issues[0]).toMatchObject({
      status: 'in_progress',
      claim: { author: 'contributor', draft: true },
    });
    const attached = await me.maestro('symphony', 'attach', id.slice(0, 4));
    expect(attached.stdout).toContain('Make one hyphen of a whole run');

    const handedOver = await me.maestro('symphony', 'finalize', id, '--yes');
    expect(handedOver.exitCode, handedOver.stderr).toBe(0);
    const [pull] = forge.repository(SLUG).pulls;
    expect(pull).toMatchObject({
      draft: false,
      state: 'open',
      title: 'Symphony: Make the failing tests pass',
    });
    expect(pull?.body).toContain(`Closes #${number}`);

    // It was a rehearsal: it helped nobody, and earns nothing.
    expect(HistoryOutput.parse(await me.json(0, 'symphony', 'history')).history).toEqual([]);
    const { stats, achievements } = StatsOutput.parse(await me.json(0, 'symphony', 'stats'));
    expect(stats).toMatchObject({ contributions: 0, completed: 0, tasks: 0, tokens: { total: 0 }, days: [] });
    expect(achievements.every(({ earnedAt, current }) => earnedAt === null && current === 0)).toBe(true);

    await forge.mergePullRequest(SLUG, pull?.number ?? 0);
    const cache = join(me.home, 'Maestro-Symphony/.maestro/cache/follow-up.json');
    expect(JSON.parse(await readFile(cache, 'utf8'))).toHaveProperty(id);
    // The look at the pull request is five minutes young now: without it the merge is seen at once.
    await (await import('node:fs/promises')).rm(cache);
    const [merged] = StatusOutput.parse(await me.json(0, 'symphony', 'status', id)).contributions;
    expect(merged?.state).toBe('merged');

    const dry = CleanOutput.parse(await me.json(0, 'symphony', 'clean', '--dry-run'));
    expect(dry.clones.map(({ keep }) => keep)).toEqual([null]);
    await writeFile(join(merged?.clone?.dir ?? '', 'mine.txt'), 'my own notes\n');
    expect(CleanOutput.parse(await me.json(0, 'symphony', 'clean')).removed).toEqual([]);
    const named = await me.maestro('symphony', 'clean', id, '--delete-unsaved');
    expect(named.stderr).toContain('mine.txt');
    expect(named.stdout).toContain('1 clone');
    expect(existsSync(merged?.clone?.dir ?? '')).toBe(false);
  });

  drawn('starts in the background, pauses after the task, resumes and cancels', async () => {
    const { forge, token, env, target } = await stageSample();
    const me = await newcomer({ ...env, GITHUB_TOKEN: token });
    const started = await me.maestro('symphony', 'start', target, '--agent', 'scripted', '--yes', '--detach');
    expect(started.exitCode, started.stderr).toBe(0);
    const id = started.stdout.trim().split('\n').at(-1) ?? '';
    expect(id).toMatch(/^[a-z2-7]{8}$/);
    const paused = await me.maestro('symphony', 'pause', id, '--after-task');
    expect(paused.exitCode, paused.stderr).toBe(0);
    const watched = await me.maestro('symphony', 'attach', id);
    expect(watched.exitCode, watched.stdout).toBe(0);
    const resumed = await me.maestro('symphony', 'resume', id);
    expect(resumed.stdout + resumed.stderr).toMatch(/7 done of 7|nothing left to run/);
    const status = StatusOutput.parse(await me.json(0, 'symphony', 'status', id));
    const dir = status.contributions[0]?.clone?.dir ?? '';
    await writeFile(join(dir, 'mine.txt'), 'my own notes\n');
    // What exists nowhere else is named, and the flag alone does not let it go.
    const refused = await me.maestro('symphony', 'cancel', id, '--remove-clone', '--yes');
    expect(refused.stderr).toContain('[clone.unsaved]');
    expect(refused.stderr).toContain('--delete-unsaved');
    expect(refused.stdout).toContain('mine.txt');
    expect(forge.repository(SLUG).pulls[0]?.state).toBe('open');
    const all = ['--remove-clone', '--delete-unsaved', '--yes'];
    const cancelled = await me.maestro('symphony', 'cancel', id, ...all);
    expect(cancelled.exitCode, cancelled.stderr).toBe(0);
    expect(existsSync(dir)).toBe(false);
    const [pull] = forge.repository(SLUG).pulls;
    expect(pull?.state).toBe('closed');
    expect(pull?.comments.length).toBe(1);
    const again = await me.maestro('symphony', 'cancel', id, '--yes');
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain('control.ended');
  });

  drawn('keeps the token out of everything that is written down', async () => {
    const { token, env, target } = await stageSample();
    const me = await newcomer({ ...env, GITHUB_TOKEN: token });
    await me.maestro('symphony', 'start', target, '--agent', 'scripted', '--yes', '--finalize', 'auto');
    const { run } = await import('../../../src/platform/process/run.ts');
    const found = await run('grep', ['-rlF', token, me.home], {
      env: { PATH: process.env.PATH },
      timeoutMs: HANG_MS,
    });
    expect(found.stdout).toBe('');
  });
});
