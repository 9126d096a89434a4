import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createGitHub } from '../../src/github/client.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { mapConcurrent } from '../../src/platform/concurrent.ts';
import { homeFrom } from '../../src/platform/paths.ts';
import type { SymphonyContext } from '../../src/symphony/context.ts';
import { browseIssues, cachedIssues } from '../../src/symphony/issues/browse.ts';
import { type CheckedForge, checkedForge } from '../support/contract/checked-forge.ts';
import { leastRatio, readJsonIn, timed } from '../support/reference.ts';
import { tempDir } from '../support/temp.ts';

const PROJECTS = 100;
const ISSUES = 10;
const MINUTE = 60_000;
/** What filling a tree takes, as a multiple of reading the files of its cache. */
const MOST = 4;
const BODY = `${'Some words about what this is for and why it matters to us.\n'.repeat(20)}\n- docs/one.md\n- docs/two.md\n`;

const slugs = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `owner-${index}/project`);

/** A forge with projects and labelled issues, an account, and somebody else who files them. */
async function forgeWith(projects: number, issues: number): Promise<{ forge: CheckedForge; token: string }> {
  const forge = await checkedForge();
  const { token } = forge.addUser({ login: 'ada' });
  forge.addUser({ login: 'grace' });
  await mapConcurrent(slugs(projects), 4, async (slug) => {
    await forge.addRepository({ slug });
    for (let index = 0; index < issues; index++) await openIssue(forge, slug, `Issue ${index}`);
  });
  forge.resetRequests();
  return { forge, token };
}

async function openIssue(forge: CheckedForge, slug: string, title: string): Promise<void> {
  await forge.openIssue(slug, { title, body: BODY, labels: ['runmaestro.ai'], author: 'grace' });
}

/** Somebody's context on the forge, with a clock that can be put forward. A new one is a new process with the same home. */
function contextOn(
  forge: CheckedForge,
  root: string,
  token: string | undefined,
): { ctx: SymphonyContext; pass(ms: number): void } {
  const home = homeFrom({ MAESTRO_HOME: root });
  let passed = 0;
  const clock = { ...systemClock, now: () => new Date(Date.now() + passed) };
  const log = (): void => undefined;
  const github = createGitHub({
    apiUrl: forge.apiUrl,
    webUrl: forge.url,
    token,
    cacheDir: join(home.cache, 'github'),
    throttle: false,
  });
  const ctx: SymphonyContext = {
    ...{ home, github, token, clock, env: {}, fetch, redact: (text) => text },
    log: { info: log, warn: log, error: log },
  };
  return {
    ctx,
    pass: (ms) => {
      passed += ms;
    },
  };
}

describe('browsing a hundred projects with a thousand issues, signed in', () => {
  it('takes five GraphQL requests cold, only 304s warm, and fills a tree from the disk at once', async () => {
    const { forge, token } = await forgeWith(PROJECTS, ISSUES);
    const root = await tempDir();
    const all = slugs(PROJECTS);
    const first = contextOn(forge, root, token);

    const cold = await browseIssues(first.ctx, all);
    expect(cold.problems).toEqual([]);
    expect([...cold.bySlug.values()].flat()).toHaveLength(PROJECTS * ISSUES);
    expect(cold.bySlug.get('owner-0/project')?.[0]).toMatchObject({
      status: 'available',
      documents: [{ path: 'docs/one.md' }, { path: 'docs/two.md' }],
      problems: [],
    });
    expect(forge.requests().kinds.graphql).toBeLessThanOrEqual(5);
    await cold.settled;
    expect(forge.requests().kinds.graphql).toBeLessThanOrEqual(5);

    // A new process later on.
    forge.resetRequests();
    const second = contextOn(forge, root, token);
    second.pass(6 * MINUTE);
    const warm = await browseIssues(second.ctx, all);
    await warm.settled;
    expect(warm.problems).toEqual([]);
    expect(forge.requests().statuses).toEqual({ 304: PROJECTS });

    forge.resetRequests();
    const { ratio, told } = await leastRatio(MOST, async () => {
      let kept: Awaited<ReturnType<typeof cachedIssues>> = new Map();
      const ms = await timed(async () => {
        kept = await cachedIssues(second.ctx, all);
      });
      expect([...kept.values()].flat()).toHaveLength(PROJECTS * ISSUES);
      return { ms, besideMs: await timed(() => readJsonIn(second.ctx.home.cache)) };
    });
    console.log(`filled from the cache: ${ratio.toFixed(1)} times reading it (${told})`);
    expect(ratio, told).toBeLessThan(MOST);
    expect(forge.requests().total).toBe(0);

    // One project changes: it alone is read again.
    await openIssue(forge, 'owner-7/project', 'A new one');
    forge.resetRequests();
    second.pass(6 * MINUTE);
    const changed = await browseIssues(second.ctx, all);
    expect(changed.bySlug.get('owner-7/project')).toHaveLength(ISSUES + 1);
    expect(forge.requests().kinds.graphql).toBe(1);
    expect(forge.requests().statuses).toMatchObject({ 304: PROJECTS - 1 });
  });
});

describe('browsing signed out', () => {
  it('reads project by project, says what is left, and stops with what it has at the limit', async () => {
    const { forge } = await forgeWith(6, 2);
    const root = await tempDir();
    const all = slugs(6);
    const { ctx, pass } = contextOn(forge, root, undefined);
    const cold = await browseIssues(ctx, all.slice(0, 4));
    expect(cold.problems).toEqual([]);
    expect(cold.rateLimit).toMatchObject({ limit: 60 });

    forge.resetRequests();
    forge.rateLimit.set(null, 'core', 0);
    pass(6 * MINUTE);
    const limited = await browseIssues(ctx, all);
    expect([...limited.bySlug.keys()].sort()).toEqual(all.slice(0, 4));
    expect(limited.problems).toEqual([
      expect.objectContaining({ severity: 'error', code: 'github.rate-limited' }),
    ]);
    expect(limited.problems[0]?.message).toMatch(/6 projects: .*rate limit.*Shown as of 6 minutes ago/s);
    expect(forge.requests().total).toBeLessThanOrEqual(4);
  });
});

describe('browsing without a network', () => {
  it('shows the last good copies and their age', async () => {
    const { forge, token } = await forgeWith(2, 1);
    const root = await tempDir();
    const { ctx, pass } = contextOn(forge, root, token);
    await (await browseIssues(ctx, slugs(2))).settled;
    await forge.stop();
    pass(3 * 60 * MINUTE);
    const offline = await browseIssues(ctx, slugs(2));
    expect(offline.bySlug.size).toBe(2);
    expect(offline.problems).toEqual([
      expect.objectContaining({ severity: 'warning', code: 'github.offline' }),
    ]);
    expect(offline.problems[0]?.message).toContain('Shown as of 3 hours ago.');
  });
});
