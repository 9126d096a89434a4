import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contributionPaths } from '../../../src/symphony/journal/paths.ts';
import { engineProcesses } from '../../support/engine-process.ts';
import { sample, testSeed } from '../../support/seed.ts';
import { type Contributor, type TestStage, testStage } from '../../support/symphony.ts';

// A full run from a fork writes some 57 events; one that grows beyond this is caught below.
const EVENTS = 60;
const SAMPLE = 2;

const seed = testSeed();
const points = Array.from({ length: EVENTS }, (_, seq) => seq)
  .filter((seq) => seq > 0)
  .flatMap((seq) => [
    { seq, when: 'before' as const },
    { seq, when: 'after' as const },
  ]);

const engine = engineProcesses();

describe(`an engine that is killed with -9 (seed ${seed})`, () => {
  it.each(sample(points, SAMPLE, seed))('$when event $seq goes on as if nothing had been', async (kill) => {
    const stage = await testStage();
    const { ctx, token, ...bob } = await stage.contributor('bob');
    const id = await bob.create();
    const orders = {
      id,
      home: ctx.home.root,
      token,
      forge: { url: stage.forge.url, apiUrl: stage.forge.apiUrl },
    };

    const killed = await engine({ ...orders, kill });
    const first = (await bob.events(id)).length;
    if (killed.exitCode === 0)
      expect(first, 'the run has more events than are swept').toBeLessThanOrEqual(EVENTS);
    else expect(killed, killed.stderr).toMatchObject({ exitCode: undefined });

    const resumed = await engine({ ...orders, kill: null });
    expect(resumed, resumed.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(resumed.stdout)).toEqual({ state: 'ready_for_review', problem: null });
    expect(await outcome(stage, bob, id, ctx.home.root)).toEqual(expected(id));
    expect(existsSync(`${contributionPaths(ctx.home, id).lock}.lock`)).toBe(false);
  });
});

/** What an undisturbed run comes to. */
function expected(id: string): unknown {
  return {
    pulls: [{ number: 2, state: 'open', draft: false, title: 'Symphony: Write the files', comments: 0 }],
    branches: ['main', `symphony/1-${id}`],
    commits: [
      'Symphony: reserve the issue',
      'Symphony: Alpha: write the file',
      'Symphony: Beta: add a line',
      'Symphony: Gamma: write another',
    ],
    files: { 'alpha.txt': 'alpha\nbeta\n', 'src/gamma.txt': 'gamma\n' },
    changed: ['alpha.txt', 'src/gamma.txt'],
    finished: { Alpha: 1, Beta: 1, Gamma: 1 },
    folders: ['.maestro', 'maintainer-textkit'],
    numbered: true,
  };
}

async function outcome(
  stage: TestStage,
  bob: Pick<Contributor, 'git' | 'events'>,
  id: string,
  home: string,
): Promise<unknown> {
  const { pulls } = stage.forge.repository(stage.slug);
  const bare = stage.forge.bareDir('bob/textkit');
  const branch = `symphony/1-${id}`;
  const lines = async (args: string[]): Promise<string[]> =>
    (await bob.git(bare, args)).split('\n').filter(Boolean);
  const show = (path: string): Promise<string> => bob.git(bare, ['show', `${branch}:${path}`]);
  const events = await bob.events(id);
  const count = (word: string): number =>
    events.filter((event) => event.type === 'task_finished' && event.text.startsWith(word)).length;
  return {
    pulls: pulls.map(({ number, state, draft, title, comments }) => ({
      number,
      state,
      draft,
      title,
      comments: comments.length,
    })),
    branches: Object.keys(stage.forge.repository('bob/textkit').branches).sort(),
    commits: await lines(['log', '--reverse', '--format=%s', `main..${branch}`]),
    files: { 'alpha.txt': await show('alpha.txt'), 'src/gamma.txt': await show('src/gamma.txt') },
    changed: await lines(['diff', '--name-only', 'main', branch]),
    finished: { Alpha: count('Alpha'), Beta: count('Beta'), Gamma: count('Gamma') },
    folders: readdirSync(home).sort(),
    numbered: events.every((event, at) => event.seq === at),
  };
}
