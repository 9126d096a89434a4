import { describe, expect, it } from 'vitest';
import type { FaultAction, FaultMatch } from '../../../src/rehearsal/forge/http/faults.ts';
import { resumeToEnd } from '../../support/driving.ts';
import { sample, testSeed } from '../../support/seed.ts';
import { testStage } from '../../support/symphony.ts';

const SAMPLE = 2;
const seed = testSeed();

/** Every request of a whole contribution from a fork, in its order. */
const REQUESTS: Record<string, FaultMatch> = {
  'reading the issue': { method: 'GET', path: /\/issues\/1$/ },
  'looking at the project': { graphql: 'repository' },
  'looking for rivals': { method: 'GET', path: /\/pulls\?state=open/ },
  forking: { method: 'POST', path: /\/forks$/ },
  'waiting for the fork': { method: 'GET', path: /\/git\/ref\/heads%2Fmain/ },
  'looking for the branch': { method: 'GET', path: /\/git\/ref\/heads%2Fsymphony/ },
  'making the commit': { method: 'POST', path: /\/git\/commits$/ },
  'making the branch': { method: 'POST', path: /\/git\/refs$/ },
  'opening the pull request': { method: 'POST', path: /\/pulls$/ },
  'asking git what to clone': { method: 'GET', path: /service=git-upload-pack/ },
  cloning: { method: 'POST', path: /git-upload-pack$/ },
  'asking git where to push': { method: 'GET', path: /service=git-receive-pack/ },
  pushing: { method: 'POST', path: /git-receive-pack$/ },
  'reading the pull request': { method: 'GET', path: /\/pulls\/2$/ },
  'describing what was done': { method: 'PATCH', path: /\/pulls\/2$/ },
  'marking it ready': { graphql: 'markPullRequestReadyForReview' },
};

const FAULTS: Record<string, { action: FaultAction; afterEffect?: boolean }> = {
  '401': { action: 401 },
  '403': { action: 403 },
  '404': { action: 404 },
  '409': { action: 409 },
  '422': { action: 422 },
  '429 with retry-after': { action: { status: 429, headers: { 'retry-after': '2' } } },
  '500': { action: 500 },
  '502 although it was done': { action: 502, afterEffect: true },
  'a slow body': { action: 'slow-body' },
  'a cut connection': { action: 'cut' },
  'no answer': { action: 'hang' },
};

/** git waits two minutes for bytes that do not come, far longer than a test may last; its limits have tests of their own. */
const isTooSlow = (request: string, fault: string): boolean =>
  /no answer|slow body/.test(fault) && /git|cloning|pushing/.test(request);

const cases = Object.keys(REQUESTS)
  .flatMap((request) => Object.keys(FAULTS).map((fault) => ({ request, fault })))
  .filter(({ request, fault }) => !isTooSlow(request, fault));

describe(`when the forge fails (seed ${seed})`, () => {
  it.each(sample(cases, SAMPLE, seed))('with $fault while $request', async ({ request, fault }) => {
    const stage = await testStage();
    const bob = await stage.contributor('bob');
    const id = await bob.create();
    if (fault === 'a slow body' || fault === 'no answer') bob.hurry();
    // More than one call and its tries; then the trouble is over, or the user resumes when it is.
    stage.forge.faults.add({
      match: REQUESTS[request] as FaultMatch,
      times: 5,
      ...(FAULTS[fault] as { action: FaultAction }),
    });
    const first = await bob.run(id);
    const story = `${first.state} ${first.problem?.code}: ${first.problem?.message} | ${bob.logged.join(' | ')}`;
    expect(stage.forge.faults.hits(), 'the fault was met').toBeGreaterThan(0);

    // A clear state and message.
    expect(['ready_for_review', 'failed', 'needs_attention'], story).toContain(first.state);
    if (first.state !== 'ready_for_review') {
      expect(first.problem?.code, story).toMatch(/^(?:github|git|claim|document|issue|project)\.[a-z-]+$/);
      expect(first.problem?.remedy, story).toBeTruthy();
      expect(first.problem?.message, story).not.toContain(bob.token);
    }

    // The trouble is over: resume leads to the end, with nothing twice and nothing lost.
    stage.forge.faults.clear();
    const states = await resumeToEnd(bob, id, first);
    const last = states.at(-1);
    expect(
      last?.state,
      `${story} | ${states.map(({ state, problem }) => `${state} ${problem?.message ?? ''}`)}`,
    ).toBe('ready_for_review');
    const { pulls } = stage.forge.repository(stage.slug);
    expect(pulls.filter(({ state }) => state === 'open')).toEqual([
      expect.objectContaining({ draft: false, title: 'Symphony: Write the files' }),
    ]);
    // A claim that was undone and made again leaves its first pull request behind, closed.
    const undone = states.filter(({ state }) => state === 'failed').length;
    expect(pulls.length).toBeLessThanOrEqual(1 + undone);
    expect(Object.keys(stage.forge.repository('bob/textkit').branches).sort()).toEqual([
      'main',
      `symphony/1-${id}`,
    ]);
    const done = (await bob.events(id)).filter(({ type }) => type === 'task_finished');
    expect(done).toHaveLength(3);
    expect(last?.tasks).toEqual({ done: 3, unfinished: 0, total: 3 });
    const subjects = await bob.git(stage.forge.bareDir('bob/textkit'), [
      'log',
      '--reverse',
      '--format=%s',
      `main..symphony/1-${id}`,
    ]);
    expect(subjects.trim().split('\n')).toEqual([
      'Symphony: reserve the issue',
      'Symphony: Alpha: write the file',
      'Symphony: Beta: add a line',
      'Symphony: Gamma: write another',
    ]);
    if (fault === 'a slow body') stage.forge.takeViolations();
  });
});
