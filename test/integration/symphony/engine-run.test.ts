import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cloneFile, SLUG, testStage } from '../../support/symphony.ts';

describe('a whole contribution', () => {
  it('goes from the issue to a pull request that is ready for review', async () => {
    const { forge, contributor } = await testStage({ push: ['alice'] });
    const alice = await contributor('alice');
    const id = await alice.create();
    const ended = await alice.run(id);

    expect(ended.state).toBe('ready_for_review');
    expect(ended.tasks).toEqual({ done: 3, unfinished: 0, total: 3 });
    expect(await cloneFile(ended, 'alpha.txt')).toBe('alpha\nbeta\n');

    const { pulls, branches } = forge.repository(SLUG);
    const [pull] = pulls;
    expect(pulls).toHaveLength(1);
    expect(pull).toMatchObject({
      state: 'open',
      draft: false,
      title: 'Symphony: Write the files',
      author: 'alice',
    });
    expect(pull?.body).toContain('Closes #1');
    expect(pull?.body).toContain('- Tasks: 3 done, 0 unfinished, 3 in total');
    expect(pull?.body).toContain('- [x] `docs/one.md`: 2 of 2 tasks');
    expect(branches[`symphony/1-${id}`]).toBe(pull?.headSha);
    expect(pull?.headSha).toBe(ended.pushedSha);
    // Nothing of the working copies is in the commits, and no token anywhere on the disk.
    expect(ended.diff?.files).toBe(2);
    expect(existsSync(join(ended.clone?.dir ?? '', `.maestro/symphony/${id}/01-one.md`))).toBe(true);
    expect(JSON.stringify(await alice.events(id))).not.toContain(alice.token);
    expect(await cloneFile(ended, '.git/config')).not.toContain(alice.token);
  });
});
