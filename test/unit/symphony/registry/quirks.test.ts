import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { visible } from '../../../../src/symphony/registry/filter.ts';
import { parseRegistry } from '../../../../src/symphony/registry/parse.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures');
const text = readFileSync(join(fixtures, 'registry-quirks.json'), 'utf8');
const reading = parseRegistry(text, 'quirks');
const { projects, problems } = reading;

/** The slug that each entry of the fixture is written with, by what its owner part says of it. */
const slugs = [...text.matchAll(/"slug": "\s*([^"\\]+)/g)].map(([, slug]) => slug as string);
const lineOf = (needle: string): number => text.slice(0, text.indexOf(needle)).split('\n').length;

describe('a registry with more than 40 quirks of the real world', () => {
  it('has that many', () => {
    expect((JSON.parse(text) as { repositories: unknown[] }).repositories.length).toBeGreaterThan(40);
  });

  it('is listed with all its good and odd entries, and with no others', () => {
    const listed = slugs.filter((slug) => /^(?:good|odd)\//.test(slug));
    expect(projects.map(({ slug }) => slug)).toEqual([...new Set(listed)]);
  });

  it('has a problem for every odd entry and every one that is left out, each with its name and line', () => {
    for (const slug of slugs.filter((name) => /^(?:bad|odd)\//.test(name)))
      expect(
        problems.filter(({ message }) => message.includes(`(${slug})`)),
        slug,
      ).toHaveLength(1);
    for (const { message, line } of problems) {
      const [, slug] = /\((\w+\/[\w-]+)\)/.exec(message) ?? [];
      // The entry begins two lines before its slug: brace, quirk, slug.
      if (slug) expect(line, message).toBe(lineOf(`"slug": "${slug}"`) - 2);
    }
  });

  it('says nothing of the good ones but of the one with a broken namesake', () => {
    const told = problems.filter(({ message }) => message.includes('(good/'));
    expect(told.map(({ message }) => message)).toEqual([
      expect.stringContaining('(good/second-try): left out, because its name is empty'),
    ]);
  });

  // After a change that was meant: npx vitest run --project unit test/unit/symphony/registry/quirks.test.ts -u
  it('is read exactly as it was reviewed', async () => {
    const file = join(fixtures, 'registry-quirks.expected.json');
    await expect(`${JSON.stringify({ projects, problems }, null, 2)}\n`).toMatchFileSnapshot(file);
  });

  it.each([
    ['a byte order mark', `\ufeff${text}`],
    ['Windows line ends', text.replaceAll('\n', '\r\n')],
    ['both', `\ufeff${text.replaceAll('\n', '\r\n')}`],
  ])('is read alike with %s', (_, variant) => {
    expect(parseRegistry(variant, 'quirks')).toEqual(reading);
  });

  it('is browsed without the inactive ones, the featured one first', () => {
    const shown = visible(projects);
    expect(shown).toHaveLength(projects.length - 1);
    expect(shown[0]?.slug).toBe('good/plain');
    expect(shown.map(({ slug }) => slug)).not.toContain('good/inactive');
  });
});
