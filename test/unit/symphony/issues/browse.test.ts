import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GitHub, IssueWithClosers } from '../../../../src/github/types.ts';
import { systemClock } from '../../../../src/platform/clock.ts';
import { MaestroError } from '../../../../src/platform/errors.ts';
import { homeFrom } from '../../../../src/platform/paths.ts';
import type { SymphonyContext } from '../../../../src/symphony/context.ts';
import { browseIssues, cachedIssues } from '../../../../src/symphony/issues/browse.ts';
import { tempDir } from '../../../support/temp.ts';

const MINUTE = 60_000;

/** A GitHub that holds issues by slug and counts what it is asked; a project can be made to fail. */
class FakeGitHub {
  signedIn = true;
  readonly issues = new Map<string, IssueWithClosers[]>();
  readonly failing = new Map<string, MaestroError>();
  readonly asked: string[] = [];
  private readonly seen = new Map<string, unknown>();

  put(slug: string, ...numbers: number[]): void {
    this.issues.set(
      slug,
      numbers.map((number) => issue(slug, number)),
    );
  }

  api(): GitHub {
    const fake = this;
    const read = (slug: string): IssueWithClosers[] => {
      const failure = fake.failing.get(slug) ?? fake.failing.get('*');
      if (failure) throw failure;
      return fake.issues.get(slug) ?? [];
    };
    const part: Partial<GitHub> = {
      webUrl: 'https://github.com',
      rateLimit: () => ({ limit: 60, remaining: 7, resetAt: '2026-11-21T13:00:00Z' }),
      async issuesOfMany(repos) {
        fake.asked.push(`many ${repos.length}`);
        const wide = fake.failing.get('*');
        if (wide) throw wide;
        const found: Awaited<ReturnType<GitHub['issuesOfMany']>> = new Map();
        for (const { owner, name } of repos) {
          const slug = `${owner}/${name}`;
          if (fake.failing.has(slug)) {
            found.set(slug, { unavailable: 'No such repository.' });
            continue;
          }
          fake.seen.set(slug, fake.issues.get(slug));
          found.set(slug, fake.issues.get(slug) ?? []);
        }
        return found;
      },
      async issuesOfOne({ owner, name }) {
        fake.asked.push(`one ${owner}/${name}`);
        return { changed: true, value: read(`${owner}/${name}`) };
      },
      async changedSinceLastLook({ owner, name }) {
        const slug = `${owner}/${name}`;
        fake.asked.push(`probe ${slug}`);
        read(slug);
        return fake.seen.get(slug) !== fake.issues.get(slug);
      },
    };
    return Object.defineProperty(part, 'signedIn', { get: () => fake.signedIn }) as GitHub;
  }
}

function issue(slug: string, number: number): IssueWithClosers {
  return {
    number,
    nodeId: `I_${number}`,
    url: `https://github.com/${slug}/issues/${number}`,
    title: `Issue ${number}`,
    body: '- docs/a.md',
    author: 'grace',
    state: 'open',
    labels: ['runmaestro.ai'],
    createdAt: '2026-11-01T00:00:00Z',
    updatedAt: '2026-11-02T00:00:00Z',
    closers: [],
  };
}

async function stage() {
  const github = new FakeGitHub();
  const home = homeFrom({ MAESTRO_HOME: await tempDir() });
  const time = { now: Date.parse('2026-11-21T12:00:00Z') };
  const logged: string[] = [];
  const log = (message: string): void => void logged.push(message);
  const ctx: SymphonyContext = {
    home,
    github: github.api(),
    token: undefined,
    clock: { ...systemClock, now: () => new Date(time.now) },
    redact: (text) => text,
    log: { info: log, warn: log, error: log },
    env: {},
    fetch,
  };
  const browse = async (slugs: string[], options: Parameters<typeof browseIssues>[2] = {}) => {
    github.asked.length = 0;
    const browsed = await browseIssues(ctx, slugs, options);
    const asked = [...github.asked];
    await browsed.settled;
    return { ...browsed, asked, numbers: numbersOf(browsed.bySlug) };
  };
  return { github, ctx, time, browse, logged };
}

const numbersOf = (views: Map<string, { number: number }[]>): Record<string, number[]> =>
  Object.fromEntries([...views].map(([slug, list]) => [slug, list.map(({ number }) => number)]));

describe('browseIssues, signed in', () => {
  it('reads projects together the first time and primes the probes behind it', async () => {
    const { github, browse } = await stage();
    github.put('o/a', 1, 2);
    github.put('o/b', 3);
    const { asked, numbers, problems, rateLimit } = await browse(['o/a', 'o/b']);
    expect(asked[0]).toBe('many 2');
    expect(github.asked.sort()).toEqual(['many 2', 'probe o/a', 'probe o/b']);
    expect(numbers).toEqual({ 'o/a': [1, 2], 'o/b': [3] });
    expect(problems).toEqual([]);
    expect(rateLimit?.remaining).toBe(7);
  });

  it('asks nothing for five minutes, then probes, and reads only what changed', async () => {
    const { github, browse, time } = await stage();
    github.put('o/a', 1);
    github.put('o/b', 2);
    await browse(['o/a', 'o/b']);
    time.now += 5 * MINUTE - 1;
    expect((await browse(['o/a', 'o/b'])).asked).toEqual([]);
    time.now += 1;
    expect((await browse(['o/a', 'o/b'])).asked).toEqual(['probe o/a', 'probe o/b']);
    github.put('o/b', 2, 4);
    time.now += 5 * MINUTE;
    const { asked, numbers } = await browse(['o/a', 'o/b']);
    expect(asked).toEqual(['probe o/a', 'probe o/b', 'many 1']);
    expect(numbers).toEqual({ 'o/a': [1], 'o/b': [2, 4] });
  });

  it('asks at once when told to, and when the clock was set back', async () => {
    const { github, browse, time } = await stage();
    github.put('o/a', 1);
    await browse(['o/a']);
    expect((await browse(['o/a'], { refresh: true })).asked).toEqual(['probe o/a']);
    time.now -= MINUTE;
    expect((await browse(['o/a'])).asked).toEqual(['probe o/a']);
  });

  it('never lets a project that fails hide the others', async () => {
    const { github, browse, time } = await stage();
    github.put('o/a', 1);
    github.failing.set('o/gone', new MaestroError('github.not-found', 'gone'));
    const first = await browse(['o/a', 'o/gone', 'not a slug']);
    expect(first.numbers).toEqual({ 'o/a': [1] });
    expect(first.problems.map(({ code, severity }) => `${severity} ${code}`).sort()).toEqual([
      'error project.bad-slug',
      'error project.unavailable',
    ]);
    github.failing.set(
      'o/a',
      new MaestroError('github.unavailable', 'GitHub answered 500.', { remedy: 'Wait.' }),
    );
    time.now += 3 * 60 * MINUTE;
    const later = await browse(['o/a']);
    expect(later.numbers).toEqual({ 'o/a': [1] });
    expect(later.problems).toEqual([
      {
        severity: 'warning',
        code: 'github.unavailable',
        message: 'o/a: GitHub answered 500. Wait. Shown as of 3 hours ago.',
        line: null,
      },
    ]);
  });

  it('shows the last good copies offline, in one problem', async () => {
    const { github, browse, time } = await stage();
    for (const slug of ['o/a', 'o/b', 'o/c']) github.put(slug, 1);
    await browse(['o/a', 'o/b', 'o/c']);
    github.failing.set('*', new MaestroError('github.offline', 'No network.'));
    time.now += 10 * MINUTE;
    const { numbers, problems, asked } = await browse(['o/a', 'o/b', 'o/c', 'o/new']);
    expect(numbers).toEqual({ 'o/a': [1], 'o/b': [1], 'o/c': [1] });
    expect(problems).toEqual([
      {
        severity: 'error',
        code: 'github.offline',
        message: '4 projects: No network. Shown as of 10 minutes ago.',
        line: null,
      },
    ]);
    expect(asked.filter((what) => what.startsWith('many'))).toHaveLength(1);
  });

  it('tells of each part that arrives', async () => {
    const { github, browse } = await stage();
    const slugs = Array.from({ length: 45 }, (_, index) => `o/p${index}`);
    for (const slug of slugs) github.put(slug, 1);
    const sizes: number[] = [];
    const { asked } = await browse(slugs, { onUpdate: (update) => sizes.push(update.size) });
    expect(sizes).toEqual([20, 20, 5]);
    expect(asked.slice(0, 3)).toEqual(['many 20', 'many 20', 'many 5']);
  });

  it('ends with the reason when it is aborted', async () => {
    const { browse } = await stage();
    await expect(browse(['o/a'], { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
  });
});

describe('browseIssues, signed out', () => {
  it('reads one by one and stops at the rate limit', async () => {
    const { github, browse } = await stage();
    github.signedIn = false;
    for (const slug of ['o/a', 'o/b', 'o/c', 'o/d', 'o/e', 'o/f']) github.put(slug, 1);
    expect((await browse(['o/a', 'o/b'])).asked).toEqual(['one o/a', 'one o/b']);
    github.failing.set('*', new MaestroError('github.rate-limited', 'Used up until 13:00.'));
    const { numbers, problems, asked } = await browse(['o/a', 'o/c', 'o/d', 'o/e', 'o/f', 'o/g', 'o/h'], {
      refresh: true,
    });
    expect(numbers).toEqual({ 'o/a': [1] });
    expect(problems.map(({ message }) => message)).toEqual([
      '7 projects: Used up until 13:00. Shown as of 1 minute ago.',
    ]);
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  it('keeps nothing that was seen signed in for one who is signed out', async () => {
    const { github, browse, ctx } = await stage();
    github.put('o/private', 1);
    await browse(['o/private']);
    github.signedIn = false;
    expect(await cachedIssues(ctx, ['o/private'])).toEqual(new Map());
  });
});

describe('cachedIssues', () => {
  it('knows what was read last, whatever the spelling of the slug', async () => {
    const { github, browse, ctx, time } = await stage();
    github.put('O/A', 1);
    await browse(['O/A']);
    time.now += 365 * 24 * 60 * MINUTE;
    expect(numbersOf(await cachedIssues(ctx, ['o/a', 'o/b']))).toEqual({ 'o/a': [1] });
  });

  it.each(['', '{"v":1', '{"v":2,"projects":{}}', 'null', '\u0000'])(
    'starts anew from a broken cache: %j',
    async (text) => {
      const { github, browse, ctx, logged } = await stage();
      github.put('o/a', 1);
      await browse(['o/a']);
      const [file] = await readdir(ctx.home.cache);
      const path = join(ctx.home.cache, file ?? '');
      await writeFile(path, text);
      expect(await cachedIssues(ctx, ['o/a'])).toEqual(new Map());
      expect(logged.at(-1)).toContain('cache');
      expect((await browse(['o/a'])).numbers).toEqual({ 'o/a': [1] });
      expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ v: 1 });
    },
  );

  it('goes on when the cache cannot be written', async () => {
    const { github, browse, ctx, logged } = await stage();
    github.put('o/a', 1);
    await mkdir(ctx.home.state, { recursive: true });
    await writeFile(ctx.home.cache, 'a file where the folder should be');
    expect((await browse(['o/a'])).numbers).toEqual({ 'o/a': [1] });
    expect(logged.some((line) => line.includes('could not be kept'))).toBe(true);
  });
});
