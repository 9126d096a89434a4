import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sendRequest } from '../../../src/symphony/requests.ts';
import { SLUG, testStage } from '../../support/symphony.ts';

test('a pull request that is closed while the last push is under way is not written to any more', async () => {
  const { forge, contributor } = await testStage({ push: ['alice'], body: '- docs/two.md' });
  const alice = await contributor('alice');
  const id = await alice.create({ finalize: 'ask' });
  const waiting = await alice.run(id);
  expect(waiting.state).toBe('finishing');
  const before = forge.repository(SLUG).pulls[0];

  // What a person adds before they hand over.
  const dir = waiting.clone?.dir ?? '';
  await writeFile(join(dir, 'mine.txt'), 'mine\n');
  await alice.git(dir, ['add', 'mine.txt']);
  await alice.git(dir, ['-c', 'user.name=A', '-c', 'user.email=a@example.org', 'commit', '-q', '-m', 'Mine']);
  const hold = alice.hold(id, ({ type }) => type === 'pushed');
  await sendRequest(alice.ctx.home, id, { kind: 'finalize' });
  const running = alice.run(id);
  await hold.there;
  await forge.closePullRequest(SLUG, 2);
  await hold.letGo();
  expect((await running).state).not.toBe('ready_for_review');
  const [after] = forge.repository(SLUG).pulls;
  expect(after).toMatchObject({ state: 'closed', draft: true, title: before?.title, body: before?.body });
});
