import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sendRequest } from '../../../src/symphony/requests.ts';
import { createContribution } from '../../../src/symphony/start/create.ts';
import { oneIn } from '../../support/one-in.ts';
import { type Contributor, FILES, SLUG, testStage } from '../../support/symphony.ts';

/** Two are in every run, the others in one of two, all in `npm run test:more`. */
const drawn = oneIn(2);

/** Creates a contribution to documents that a plan would have refused. */
async function createWith(who: Contributor, path: string, external = false): Promise<string> {
  const plan = await who.plan();
  const [first] = plan.documents;
  if (!first) throw new Error('The plan has no document.');
  return createContribution(who.ctx, { ...plan, documents: [{ ...first, path, external }] });
}

describe('preparing', () => {
  it('undoes the claim when a document leads out of the clone by a link', async () => {
    const stage = await testStage({ push: ['alice'] });
    const alice = await stage.contributor('alice');
    const work = join(alice.ctx.home.root, 'work');
    const bare = stage.forge.bareDir(SLUG);
    await alice.git(alice.ctx.home.root, ['clone', '-q', bare, work]);
    await symlink('/etc/passwd', join(work, 'docs/link.md'));
    await alice.git(work, ['add', '.']);
    await alice.git(work, ['-c', 'user.name=m', '-c', 'user.email=m@x', 'commit', '-qm', 'link']);
    await alice.git(work, ['push', '-q', 'origin', 'HEAD:main']);
    await stage.forge.refresh(SLUG);

    const id = await createWith(alice, 'docs/link.md');
    const ended = await alice.run(id);
    expect(ended).toMatchObject({ state: 'failed', problem: { code: 'path.outside' }, left: [] });
    const { pulls, branches } = stage.forge.repository(SLUG);
    expect(pulls).toEqual([expect.objectContaining({ state: 'closed' })]);
    expect(pulls[0]?.comments[0]?.body).toContain('free for somebody else');
    expect(Object.keys(branches)).toEqual(['main']);
    expect(existsSync(join(alice.ctx.home.root, 'maintainer-textkit'))).toBe(false);
    expect((await alice.events(id)).filter(({ type }) => type === 'undone')).toHaveLength(2);
  });

  drawn('says what could not be undone', async () => {
    const stage = await testStage();
    const bob = await stage.contributor('bob');
    const id = await createWith(bob, 'https://evil.example/one.md', true);
    // A document from a host that is not allowed: the preparation fails, and the branch cannot be deleted.
    stage.forge.faults.add({ match: { method: 'DELETE' }, action: 403 });
    const ended = await bob.run(id);
    expect(ended.state).toBe('failed');
    expect(ended.left).toEqual([
      expect.stringContaining(`the branch symphony/1-${id} in bob/textkit`),
      expect.stringContaining('your fork bob/textkit'),
    ]);

    // Tried again, it begins with a new claim on the branch that was left.
    stage.forge.faults.clear();
    await sendRequest(bob.ctx.home, id, { kind: 'resume' });
    const again = await bob.run(id);
    expect(again.state).toBe('failed');
    expect(again.left).toEqual([expect.stringContaining('your fork')]);
    expect(stage.forge.repository(SLUG).pulls.map(({ state }) => state)).toEqual(['closed', 'closed']);
  });

  drawn('leaves a folder alone that was filled meanwhile, and goes on when it was moved away', async () => {
    const { contributor } = await testStage({ push: ['alice'] });
    const alice = await contributor('alice');
    const id = await alice.create();
    const dir = join(alice.ctx.home.root, 'maintainer-textkit');
    await mkdir(dir);
    await writeFile(join(dir, 'thesis.txt'), 'ten years of work\n');
    const ended = await alice.run(id);
    expect(ended).toMatchObject({ state: 'needs_attention', problem: { code: 'workspace.occupied' } });
    expect(await readFile(join(dir, 'thesis.txt'), 'utf8')).toBe('ten years of work\n');

    await rename(dir, join(alice.ctx.home.root, 'thesis'));
    await sendRequest(alice.ctx.home, id, { kind: 'resume' });
    expect((await alice.run(id)).state).toBe('ready_for_review');
  });

  it('gives two contributions of one machine a folder each, started at the same moment', async () => {
    const stage = await testStage({ push: ['alice'] });
    const issue = await stage.forge.openIssue(SLUG, {
      title: 'Two',
      body: '- docs/two.md',
      labels: ['runmaestro.ai'],
      author: 'maintainer',
    });
    const alice = await stage.contributor('alice');
    const ids = [await alice.create({ finalize: 'ask' })];
    ids.push(await alice.create({ finalize: 'ask', target: `${SLUG}#${issue.number}` }));
    const ends = await Promise.all(ids.map((id) => alice.run(id)));
    expect(
      ends.map(({ state }) => state),
      JSON.stringify(ends.map(({ problem, left }) => [problem, left])),
    ).toEqual(['finishing', 'finishing']);
    const dirs = ends.map(({ clone }) => clone?.dir);
    expect(new Set(dirs).size).toBe(2);
    expect(dirs).toContain(join(alice.ctx.home.root, 'maintainer-textkit'));
  });

  drawn('downloads an external document', async () => {
    const { contributor } = await testStage({ push: ['alice'] });
    const alice = await contributor('alice');
    const asked: string[] = [];
    const get: typeof fetch = async (input, init) => {
      asked.push(`${String(input)} ${JSON.stringify(init?.headers)}`);
      return new Response(FILES['docs/two.md'], { headers: { 'content-type': 'text/plain' } });
    };
    const id = await createWith(alice, 'https://github.com/some/where/blob/main/two.md', true);
    Object.assign(alice.ctx, { fetch: get });
    const ended = await alice.run(id);
    expect(ended.state).toBe('ready_for_review');
    expect(ended.tasks).toEqual({ done: 1, unfinished: 0, total: 1 });
    expect(asked).toEqual([
      expect.stringMatching(/^https:\/\/github\.com\/some\/where\/raw\/main\/two\.md /),
    ]);
    expect(asked.join()).not.toContain(alice.token);
  });

  drawn('waits for the connection by itself, and says until when', async () => {
    const stage = await testStage({ push: ['alice'] });
    const alice = await stage.contributor('alice');
    const id = await alice.create();
    stage.forge.faults.add({ match: {}, times: 40, action: 'cut' });
    expect((await alice.run(id)).state).toBe('ready_for_review');
    const pauses = (await alice.events(id)).filter((event) => event.type === 'paused');
    expect(pauses.length).toBeGreaterThan(1);
    for (const pause of pauses) expect(pause).toMatchObject({ reason: 'offline', until: expect.any(String) });
    expect((await alice.events(id)).filter(({ type }) => type === 'resumed')).toHaveLength(pauses.length);
  });

  drawn('puts a broken request aside and says so', async () => {
    const { contributor } = await testStage({ push: ['alice'] });
    const alice = await contributor('alice');
    const id = await alice.create();
    const dir = join(alice.ctx.home.contributions, id, 'requests');
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, '00000000000000001-00000000.json'), '{"kind":"explode"}');
    const ended = await alice.run(id);
    expect(ended.state).toBe('ready_for_review');
    expect(ended.notices).toEqual([expect.objectContaining({ code: 'request.rejected' })]);
  });
});
