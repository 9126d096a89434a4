import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { homeFrom } from '../../../../src/platform/paths.ts';
import { branchName, claimMessage, headOf } from '../../../../src/symphony/engine/claim-names.ts';
import { folderCandidates } from '../../../../src/symphony/engine/folder.ts';
import { workingCopy } from '../../../../src/symphony/engine/working-copy.ts';

describe('names', () => {
  it('of the folder: the project, then with the issue, then with the contribution', () => {
    const home = homeFrom({ MAESTRO_HOME: '/h' });
    expect(folderCandidates(home, { slug: 'octo/cat', dir: null, issue: 3, id: 'abcdefgh' })).toEqual(
      ['octo-cat', 'octo-cat-3', 'octo-cat-3-abcdefgh'].map((name) => join(home.root, name)),
    );
  });

  it('of the branch and its head', () => {
    expect(branchName({ id: 'abcdefgh', issue: { number: 3, title: 'x', url: 'y' } })).toBe(
      'symphony/3-abcdefgh',
    );
    expect(headOf('alice/cat', 'symphony/3-abcdefgh')).toBe('alice:symphony/3-abcdefgh');
  });

  it('of the claim’s commit, signed off where it is asked for', () => {
    const author = { name: 'Alice', email: 'a@example.org' };
    expect(claimMessage(author, false)).toBe('Symphony: reserve the issue');
    expect(claimMessage(author, true)).toContain('\n\nSigned-off-by: Alice <a@example.org>');
  });

  it.each([
    ['a.md', '01-a.md'],
    ['Read Me.MD', '01-Read-Me.md'],
    ['../../../etc/passwd.md', '01-passwd.md'],
    ['..md', '01-..md'],
    ['', '01-document.md'],
    [`${'x'.repeat(300)}.md`, `01-${'x'.repeat(60)}.md`],
    ['a\0b\nc.md', '01-a-b-c.md'],
    ['日本.md', '01--.md'],
  ])('of the working copy of %j', (name, file) => {
    expect(workingCopy('abcdefgh', 0, name)).toBe(`.maestro/symphony/abcdefgh/${file}`);
  });
});
