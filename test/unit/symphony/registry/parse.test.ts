import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSlug } from '../../../../src/github/slug.ts';
import { oneLine } from '../../../../src/platform/text.ts';
import { ProblemSchema } from '../../../../src/symphony/problem.ts';
import { parseRegistry } from '../../../../src/symphony/registry/parse.ts';
import { ProjectSchema } from '../../../../src/symphony/registry/project.ts';
import { expectLinear, MIB, PARTS } from '../../../support/linear.ts';
import { registryEntry, registryText, registryTextOf } from '../../../support/registry.ts';

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '../..',
    'a/b',
    '\u001b[2J',
    '\u202e',
    'https://github.com/a/b',
    'constructor',
    '__proto__',
  ),
);
const slug = fc.oneof(
  fc.constantFrom('a/b', 'A/B', 'c/d', 'owner/repo.js'),
  fc.tuple(nasty, nasty).map(([owner, name]) => `${owner}/${name}`),
);
/** Entries that are mostly right, so that all of the reading is reached. */
const entry = fc.record(
  {
    slug: fc.oneof(slug, slug, fc.jsonValue()),
    name: fc.oneof(nasty, fc.jsonValue()),
    description: fc.oneof(nasty, nasty, fc.jsonValue()),
    url: fc.oneof(
      slug.map((path) => `https://github.com/${path}`),
      nasty,
    ),
    category: nasty,
    tags: fc.oneof(fc.array(nasty), fc.jsonValue()),
    maintainer: fc.oneof(fc.record({ name: nasty, url: nasty }), fc.jsonValue()),
    isActive: fc.oneof(fc.boolean(), fc.boolean(), fc.jsonValue()),
    featured: fc.oneof(fc.boolean(), fc.jsonValue()),
    addedAt: fc.oneof(fc.constantFrom('2026-01-01', '2026-13-01'), fc.jsonValue()),
  },
  { requiredKeys: ['slug', 'name', 'description', 'url', 'category', 'maintainer', 'isActive'] },
);

function expectSound(text: string): void {
  const { projects, problems } = parseRegistry(text, 'here');
  const lines = text.split('\n').length;
  const slugs = new Set<string>();
  for (const project of projects) {
    ProjectSchema.parse(project);
    expect(parseSlug(project.slug)).toBeDefined();
    expect(slugs.has(project.slug.toLowerCase())).toBe(false);
    slugs.add(project.slug.toLowerCase());
    expect(project.url.toLowerCase()).toMatch(`https://github.com/${project.slug.toLowerCase()}`);
    for (const shown of [project.name, project.description, project.categoryTitle, ...project.tags])
      expect(shown).toBe(oneLine(shown, 1_000));
  }
  for (const problem of problems) {
    ProblemSchema.parse(problem);
    expect(problem.code).toMatch(/^registry\.[a-z-]+$/);
    expect(problem.message).toBe(oneLine(problem.message, 10_000));
    expect(problem.line ?? 1).toBeLessThanOrEqual(lines);
  }
}

describe('parsing a registry', () => {
  it('never throws and never lets through what is not sound, whatever the entries hold', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(entry, entry, entry, fc.jsonValue()), { maxLength: 8 }), (entries) =>
        expectSound(registryText(...entries)),
      ),
      { numRuns: 300 },
    );
  });

  it('never throws, whatever the text is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => expectSound(text)),
      { numRuns: 500 },
    );
  });

  it('lists every good entry, however many broken ones stand between', () => {
    const broken = fc.jsonValue().map((value) => ({ value, good: false }));
    const good = fc.constant({ value: null, good: true });
    fc.assert(
      fc.property(fc.array(fc.oneof(broken, good), { maxLength: 30 }), (places) => {
        const entries = places.map(({ value, good: isGood }, index) =>
          isGood ? registryEntry(`owner/repo-${index}`) : value,
        );
        const { projects, problems } = parseRegistry(registryText(...entries), 'here');
        expect(projects).toHaveLength(places.filter((place) => place.good).length);
        expect(problems).toHaveLength(places.filter((place) => !place.good).length);
      }),
      { numRuns: 200 },
    );
  });

  it('takes addresses of the configured host too, also plain http as rehearsals have it', () => {
    const text = registryText(
      registryEntry('a/b', { url: 'http://127.0.0.1:8080/a/b' }),
      registryEntry('c/d', { url: 'https://github.com/c/d' }),
      registryEntry('e/f', { url: 'http://127.0.0.1:9090/e/f' }),
    );
    const { projects, problems } = parseRegistry(text, 'here', 'http://127.0.0.1:8080');
    expect(projects.map(({ url }) => url)).toEqual(['http://127.0.0.1:8080/a/b', 'https://github.com/c/d']);
    expect(problems[0]?.message).toContain('not an https address on github.com or 127.0.0.1:8080');
  });

  it('takes a host with a path in front', () => {
    const text = registryText(
      registryEntry('a/b', { url: 'https://forge.example/git/a/b/' }),
      registryEntry('c/d', { url: 'https://forge.example/c/d' }),
    );
    const { projects } = parseRegistry(text, 'here', 'https://forge.example/git');
    expect(projects.map(({ url }) => url)).toEqual(['https://forge.example/git/a/b']);
  });

  const filler = (bytes: number): [title: string, text: string][] => [
    ['good entries', registryTextOf(many(bytes, (index) => registryEntry(`owner/repo-${index}`)))],
    ['broken entries', registryTextOf(many(bytes, () => registryEntry('-/-')))],
    ['tiny entries', registryTextOf(Array.from({ length: bytes / 8 }, () => 1))],
    ['one text', registryText(registryEntry('a/b', { description: ' '.repeat(bytes) }))],
    ['escapes', registryText(registryEntry('a/b', { description: '\u001b]8;;'.repeat(bytes / 11) }))],
    ['one address', registryText(registryEntry('a/b', { url: `https://github.com${'/'.repeat(bytes)}` }))],
    ['one slug', registryText(registryEntry('a/b', { slug: 'a/'.repeat(bytes / 2) }))],
    ['one category', registryText(registryEntry('a/b', { category: '-_ '.repeat(bytes / 3) }))],
    ['names of fields', registryText(Object.fromEntries(many(bytes, (index) => [`key-${index}`, index])))],
  ];

  it('takes linear time', () => {
    const [parts, wholes] = [filler(MIB / PARTS), filler(MIB)].map((all) => new Map(all));
    for (const title of wholes?.keys() ?? []) {
      const read = (text: string): unknown => parseRegistry(text, 'here').readable;
      expectLinear(read, (size) => (size === MIB ? wholes : parts)?.get(title) ?? '');
      expect(read(wholes?.get(title) ?? ''), title).toBe(true);
    }
  });
});

/** About that many bytes of values. */
function many<T>(bytes: number, make: (index: number) => T): T[] {
  const length = Math.floor(bytes / (JSON.stringify(make(10_000), null, 2).length * 1.4));
  return Array.from({ length }, (_, index) => make(index));
}
