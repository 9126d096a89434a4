import { describe, expect, it } from 'vitest';
import { checkDocument, checkIssue, checkRegistry } from '../../../../src/symphony/checks/check.ts';

const brief = ({ problems }: { problems: { severity: string; code: string; line: number | null }[] }) =>
  problems.map(({ severity, code, line }) => `${severity} ${code} ${line}`);

describe('checkIssue', () => {
  it('is content with a good body', () => {
    expect(
      checkIssue('Please:\n\n<!-- a note -->\n- docs/a.md\n- [b.md](https://github.com/o/r/b.md)\n'),
    ).toEqual({
      ok: true,
      problems: [],
      documents: [
        { name: 'a.md', path: 'docs/a.md', external: false },
        { name: 'b.md', path: 'https://github.com/o/r/b.md', external: true },
      ],
    });
  });

  it('fails a body without documents', () => {
    const check = checkIssue('');
    expect(check.ok).toBe(false);
    expect(brief(check)).toEqual(['error issue.no-documents null']);
  });

  it('names each line that a maintainer should change, in order', () => {
    const check = checkIssue('- docs/a.md: the plan\n- docs/b.md\n- ../c.md\n- docs/\u200bd.md\n- docs/b.md');
    expect(check.ok).toBe(false);
    expect(brief(check)).toEqual([
      'warning issue.document-not-alone 1',
      'error issue.document-refused 3',
      'error issue.document-refused 4',
      'warning text.invisible 4',
      'warning issue.document-twice 5',
    ]);
  });
});

describe('checkDocument', () => {
  it('reads the tasks of a good document', () => {
    expect(checkDocument('# Plan\n\n- [ ] One\n- [x] Two\n')).toEqual({
      ok: true,
      problems: [],
      tasks: [
        { line: 3, text: 'One', done: false },
        { line: 4, text: 'Two', done: true },
      ],
    });
  });

  it.each([
    ['', 'warning document.no-tasks null', true],
    ['# Plan\n\n- one\n', 'warning document.no-tasks null', true],
    ['- [x] One', 'warning document.all-done null', true],
    ['- [ ] One\n- [ ] \u200b', 'warning document.empty-task 2,warning text.invisible 2', true],
    ['- [ ] One\n\n<!-- maestro:halt: why -->', 'error document.halted 3', false],
    ['- [x] One\n\n<!-- MAESTRO:HITL reason="r" -->\n\n- [ ] Two', 'warning document.gate 3', true],
    ['```\n<!-- MAESTRO:HITL -->\n```\n- [ ] Two', '', true],
    [
      '-[ ] a\n- [] b\n- [ ]c\n- [✓] d\n- [ ] e',
      [1, 2, 3, 4].map((line) => `warning document.odd-box ${line}`).join(),
      true,
    ],
    [`- [ ] One\n${'> '.repeat(40)}deep`, 'error document.too-deep 2', false],
    ['x'.repeat(1024 * 1024 + 1), 'error document.too-large null', false],
  ])('tells what is wrong (case %#)', (text, expected, ok) => {
    const check = checkDocument(text);
    expect(brief(check).join()).toBe(expected);
    expect(check.ok).toBe(ok);
  });
});

describe('checkRegistry', () => {
  it('lists the projects and fails on what is no registry', () => {
    expect(checkRegistry('{').ok).toBe(false);
    const entry = {
      slug: 'o/r',
      name: 'R',
      description: 'It does.',
      url: 'https://github.com/o/r',
      category: 'cli',
      maintainer: { name: 'Ada' },
      isActive: true,
    };
    const text = JSON.stringify({
      schemaVersion: '1.0',
      lastUpdated: '2026-01-01T00:00:00Z',
      repositories: [entry],
    });
    const check = checkRegistry(text);
    expect(check).toMatchObject({ ok: true, problems: [] });
    expect(check.projects.map(({ slug }) => slug)).toEqual(['o/r']);
  });
});
