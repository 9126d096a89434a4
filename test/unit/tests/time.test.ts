import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { timeFaults } from '../../support/time-rules.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** The helpers that do what nobody else may. */
const HELPERS = ['test/support/eventually.ts', 'test/support/waits.ts'];

const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .map((path) => `test/${path.replaceAll('\\', '/')}`)
  .filter(
    (path) => path.endsWith('.ts') && !HELPERS.includes(path) && path !== 'test/unit/tests/time.test.ts',
  )
  .sort();

describe('no test takes time for an assertion', () => {
  it('in any file', () => {
    expect(files.length).toBeGreaterThan(200);
    const faults = files.flatMap((path) =>
      timeFaults(readFileSync(join(ROOT, path), 'utf8'), path).map(
        ({ line, message }) => `${path}:${line} ${message}`,
      ),
    );
    expect(faults).toEqual([]);
  });
});

describe('what is refused', () => {
  it.each([
    ['a difference in an expectation', 'expect(performance.now() - from).toBeLessThan(5_000);', 'elapsed'],
    ['the same of the date', 'expect(Date.now() - before).toBeGreaterThan(140);', 'elapsed'],
    ['a name for it', 'const took = performance.now() - from;\nexpect(took).toBeLessThan(9);', 'elapsed'],
    ['two names', 'const a = Date.now();\nconst b = Date.now();\nexpect(b - a).toBe(1);', 'elapsed'],
    ['many of them', 'times.push(Date.now() - a);\nexpect(Math.max(...times)).toBeLessThan(9);', 'elapsed'],
    ['the time until then', 'expect(Date.parse(until) - Date.now()).toBeGreaterThan(9);', 'elapsed'],
    ['in seconds', 'expect((performance.now() - from) / 1_000).toBeLessThan(5);', 'elapsed'],
    ['a comparison', 'if (process.uptime() - begun > 5) throw new Error("slow");', 'elapsed'],
    ['a loop until a moment', 'while (Date.now() < end) await look();', 'elapsed'],
    ['the high-resolution clock', 'expect(process.hrtime.bigint() - from).toBeLessThan(5n);', 'elapsed'],
    ['a poll', 'await expect.poll(() => pulls.length).toBe(1);', 'polls'],
    ['a poll with a limit', 'await expect.poll(() => x, { timeout: HANG_MS }).toBe(1);', 'polls'],
    ['waitFor', 'await vi.waitFor(() => expect(x).toBe(1), 10_000);', 'polls'],
    ['waitUntil', 'await vi.waitUntil(() => x);', 'polls'],
    ['a short option', 'await run("git", [], { env, timeoutMs: 5_000 });', 'limit'],
    ['a short limit', 'await loadProjects(ctx, { sources, limitMs: 500 });', 'limit'],
    ['a short silence', 'await there.run({ idleLimitMs: 3_000 });', 'limit'],
    ['a short signal', 'const signal = AbortSignal.timeout(30_000);', 'limit'],
    ['a short test', 'it("is quick", async () => undefined, 5_000);', 'limit'],
    ['short tests', 'test.skipIf(no).each(all)("%s", async () => undefined, 20_000);', 'limit'],
    ['an option of a test', 'test("x", { timeout: 30_000 }, async () => undefined);', 'limit'],
    ['the configuration', 'vi.setConfig({ testTimeout: 10_000 });', 'limit'],
    ['a sleep', 'await sleep(200);', 'waits'],
    ['a clock that sleeps', 'await systemClock.sleep(5, signal);', 'waits'],
    ['a timer', 'setTimeout(() => stop.abort(), 300);', 'waits'],
    ['a timer as a promise', 'await new Promise((resolve) => setTimeout(resolve, 50));', 'waits'],
  ])('%s', (_what, text, word) => {
    const faults = timeFaults(text);
    expect(faults.map(({ line }) => line)).toEqual([text.split('\n').length]);
    expect(faults[0]?.message).toContain(word);
  });

  it('with its line and what to use instead', () => {
    expect(timeFaults('// a\n\n  await sleep(20);\n')).toEqual([
      {
        line: 3,
        message:
          'sleep(20) waits for a time: wait for the event (eventually), or say anywhere() where any time will do',
      },
    ]);
  });
});

describe('what is taken', () => {
  it.each([
    'await eventually(() => x, "x");',
    'await soon(() => x).toBe(1);',
    'await run("git", [], { env, timeoutMs: HANG_MS });',
    'await run("sleep", ["3000"], { env, timeoutMs: reached(200), graceMs: reached(50) });',
    'setTimeout(() => stop.abort(), anywhere(300));',
    'await sleep(anywhere(ms));',
    'it("x", async () => undefined);',
    'const signal = AbortSignal.timeout(RUN_MS);',
    // A moment, a limit that is told, a ratio.
    'await utimes(file, new Date(Date.now() - 60_000), new Date());',
    'expect(Date.parse(error.resetAt)).toBeGreaterThan(Date.now());',
    'expect(until - clock.now().getTime()).toBe(900_000);',
    'const ms = performance.now() - from;\nexpect(ms / besideMs).toBeLessThan(4);',
    'expect(config.limits).toEqual({ idleMs: 600_000, turnMs: 3_600_000 });',
  ])('%s', (text) => {
    expect(timeFaults(text)).toEqual([]);
  });
});
