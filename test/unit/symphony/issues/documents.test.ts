import { describe, expect, it } from 'vitest';
import { readDocumentList } from '../../../../src/symphony/issues/documents.ts';

const paths = (body: string): string[] => readDocumentList(body).documents.map(({ path }) => path);
const codes = (body: string): string[] =>
  readDocumentList(body).problems.map(({ code, line }) => `${code}@${line}`);

describe('readDocumentList', () => {
  it.each([
    ['- docs/a.md', ['docs/a.md']],
    ['* docs/a.md', ['docs/a.md']],
    ['+ docs/a.md', ['docs/a.md']],
    ['1. docs/a.md', ['docs/a.md']],
    ['12) docs/a.md', ['docs/a.md']],
    ['   - docs/a.md  ', ['docs/a.md']],
    ['- [ ] docs/a.md', ['docs/a.md']],
    ['- [x] `docs/a.md`', ['docs/a.md']],
    ['docs/a.md', ['docs/a.md']],
    ['`docs/a.md`', ['docs/a.md']],
    ['``docs/a.md``', ['docs/a.md']],
    ['- `docs/my plan.md`', ['docs/my plan.md']],
    ['./docs//a.md', ['docs/a.md']],
    ['- .maestro/playbooks/Auto Run/a.md', []],
    ['Please read docs/a.md', []],
    ['- see docs/a.md', []],
    ['- docs/a.md and docs/b.md', []],
    ['- docs/a.mdx', []],
    ['- docs/a.md.', []],
    ['docs/a/x.md\ndocs/b/x.md', ['docs/a/x.md', 'docs/b/x.md']],
    ['- b.md\r\n- a.md\r\n', ['b.md', 'a.md']],
    ['- b.md\r- a.md', ['b.md', 'a.md']],
    ['```\ndocs/a.md\n- docs/b.md\n```\n- c.md', ['docs/a.md', 'docs/b.md', 'c.md']],
    ['    docs/a.md', ['docs/a.md']],
    ['<!-- docs/a.md -->', []],
    ['<!--\n- docs/a.md\n-->\n- docs/b.md', ['docs/b.md']],
    ['- docs/a.md <!-- the first -->', ['docs/a.md']],
    ['<!-- one --> docs/a.md <!-- two -->', ['docs/a.md']],
    ['text <!-- open\n- docs/a.md\n--> docs/b.md', ['docs/b.md']],
    ['<!-- never closed\n- docs/a.md', []],
    ['text <!-- never closed\n- docs/a.md', ['docs/a.md']],
    ['Use `<!--` to hide.\n- docs/a.md\n\nEnd with `-->`.', ['docs/a.md']],
    ['```\n<!--\n```\n- docs/a.md\n\n-->', ['docs/a.md']],
    ['- ```\n  code\n<!--\n- docs/a.md\n-->', []],
    ['<!-->\n- docs/a.md', ['docs/a.md']],
  ])('reads %j', (body, expected) => {
    expect(paths(body)).toEqual(expected);
  });

  it.each([
    ['- /etc/passwd.md', 'absolute'],
    ['- C:/x.md', 'absolute'],
    ['- ~/x.md', 'absolute'],
    ['- ../x.md', '".."'],
    ['- a/../../x.md', '".."'],
    ['- a\\b.md', 'backslash'],
    ['- a\0b.md', 'NUL'],
    [`- ${'a/'.repeat(300)}b.md`, '512'],
    ['- docs/\u202eexe.md', 'cannot be seen'],
    ['- docs/\u200ba.md', 'cannot be seen'],
    ['- docs/\u001b[2Ka.md', 'control'],
    ['- https://github.com/o/r/blob/main/a.md', '[name.md](https://'],
    ['- file:///etc/a.md', 'web address'],
    ['[a.md](http://github.com/o/r/a.md)', 'not an https'],
    ['[a.md](javascript:alert(1))', 'not an https'],
    ['[a.md](docs/a.md)', 'not an https'],
    ['[a.md](https://evil.example/a.md)', 'evil.example'],
    ['[a.md](https://github.com.evil.example/a.md)', 'evil.example'],
    ['[a.md](https://evil.githubusercontent.com/a.md)', 'evil.githubusercontent.com'],
    ['[a.md](https://github.com:8443/a.md)', '8443'],
    ['[a.md](https://user:pw@github.com/a.md)', 'user name'],
    ['[a.md](https://github.com./a.md)', 'github.com.'],
  ])('refuses %j and keeps the rest', (line, why) => {
    const { documents, problems } = readDocumentList(`- first.md\n${line}\n- last.md`);
    expect(documents.map(({ path }) => path)).toEqual(['first.md', 'last.md']);
    expect(problems).toEqual([
      { severity: 'error', code: 'issue.document-refused', line: 2, message: expect.stringContaining(why) },
    ]);
  });

  it('reads links to external documents anywhere in a line', () => {
    const body =
      'Do [plan.md](https://raw.githubusercontent.com/o/r/main/plan.md) and [`b.md`](<https://github.com/o/r/b.md> "t").\n' +
      '![c.md](https://github.com/c.md) `[d.md](https://github.com/d.md)` [e](https://github.com/e.md)';
    expect(readDocumentList(body)).toEqual({
      documents: [
        { name: 'plan.md', path: 'https://raw.githubusercontent.com/o/r/main/plan.md', external: true },
        { name: 'b.md', path: 'https://github.com/o/r/b.md', external: true },
      ],
      problems: [],
    });
  });

  it('names an external document safely whatever its text says', () => {
    const [document] = readDocumentList('[../../.git/hooks\\x.md](https://github.com/o/r/x.md)').documents;
    expect(document?.name).toBe('x.md');
  });

  it('lists a document once and tells of the second', () => {
    expect(paths('- a.md\n- ./a.md')).toEqual(['a.md']);
    expect(codes('- a.md\n- ./a.md')).toEqual(['issue.document-twice@2']);
  });

  it('reads a body up to its limit and tells of the rest', () => {
    const body = `- a.md\n${'x'.repeat(1024 * 1024)}\n- b.md`;
    expect(paths(body)).toEqual(['a.md']);
    expect(codes(body)).toEqual(['issue.too-large@null']);
  });
});
