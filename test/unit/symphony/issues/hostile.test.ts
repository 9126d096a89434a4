import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stripControls } from '../../../../src/platform/text.ts';
import { checkDocument, checkIssue } from '../../../../src/symphony/checks/check.ts';
import { readDocumentList } from '../../../../src/symphony/issues/documents.ts';
import { hiddenParts, revealHidden } from '../../../../src/symphony/issues/hidden.ts';
import { hostileTexts } from '../../../support/hostile-texts.ts';

const HOSTS = [
  'github.com',
  'raw.githubusercontent.com',
  'user-images.githubusercontent.com',
  'gist.githubusercontent.com',
];

/** What must hold of everything that is read from a stranger's body. */
function expectHarmless(body: string): void {
  const { documents, problems } = readDocumentList(body);
  for (const { path, name, external } of documents) {
    expect(stripControls(name)).toBe(name);
    expect(name).not.toMatch(/[/\\\0\n]/);
    expect(name).not.toBe('..');
    if (external) {
      const url = new URL(path);
      expect([url.protocol, url.username, url.port]).toEqual(['https:', '', '']);
      expect(HOSTS).toContain(url.host);
      continue;
    }
    expect(path).toMatch(/\.md$/);
    expect(path.length).toBeLessThanOrEqual(512);
    expect(path).not.toMatch(/^[/~]|^[A-Za-z]:|[\\\u0000-\u001f\u007f-\u009f\u200b\u202a-\u202e]/);
    expect(path.split('/')).not.toContain('..');
    expect(path.split('/')).not.toContain('');
  }
  expect(new Set(documents.map(({ path }) => path)).size).toBe(documents.length);
  const lines = body.split(/\r\n|\n|\r/).length;
  for (const { message, line } of [
    ...problems,
    ...checkIssue(body).problems,
    ...checkDocument(body).problems,
  ]) {
    expect(stripControls(message)).toBe(message);
    expect(message.length).toBeLessThan(400);
    if (line !== null) expect(line >= 1 && line <= lines).toBe(true);
  }
  for (const { text } of checkDocument(body).tasks) expect(stripControls(text)).toBe(text);
  expectRevealed(body);
}

function expectRevealed(text: string): void {
  const shown = revealHidden(text);
  expect(stripControls(shown)).toBe(shown);
  let from = 0;
  for (const { start, end } of hiddenParts(text)) {
    expect(start >= from && end > start && end <= text.length).toBe(true);
    from = end;
  }
}

describe('texts from strangers', () => {
  const texts = hostileTexts();

  it('are at least two hundred', () => {
    expect(texts.length).toBeGreaterThanOrEqual(200);
  });

  it.each(texts.map((text, index) => [index, JSON.stringify(text).slice(0, 60), text] as const))(
    'number %i is refused or shown harmlessly: %s',
    (_index, _shown, text) => {
      expectHarmless(text);
      expectHarmless(`Before\n\n${text}\n\n- docs/after.md`);
    },
  );

  it('hold whatever is made of their parts', () => {
    const part = fc.oneof(
      fc.constantFrom(
        ...texts,
        ...['- ', '\n', '`', '```\n', '<!--', '-->', '> ', '  ', '[', '](', ')', '.md', '[ ] '],
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => expectHarmless(parts.join(''))),
      { numRuns: 500 },
    );
  });

  it('keep the good documents beside the bad ones', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...texts.filter((text) => !text.includes('<!--') && !text.includes('\n'))),
        (text) => {
          const paths = readDocumentList(`- docs/one.md\n\n${text}\n\n- docs/two.md`).documents.map(
            ({ path }) => path,
          );
          expect(paths[0]).toBe('docs/one.md');
          expect(paths.at(-1)).toBe('docs/two.md');
        },
      ),
    );
  });
});
