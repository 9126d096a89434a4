import { describe, expect, it } from 'vitest';
import { CATEGORIES, categoryKey, categoryTitle } from '../../../../src/symphony/registry/categories.ts';
import { filterProjects, visible } from '../../../../src/symphony/registry/filter.ts';
import { parseRegistry } from '../../../../src/symphony/registry/parse.ts';
import { registryEntry, registryText } from '../../../support/registry.ts';

const { projects } = parseRegistry(
  registryText(
    registryEntry('a/zebra', { name: 'zebra', category: 'cli' }),
    registryEntry('b/Apple', { name: 'Apple', category: 'AI-ML', tags: ['fruit', 'tree'] }),
    registryEntry('c/gone', { isActive: false, category: 'cli' }),
    registryEntry('d/star', { name: 'Star', featured: true, description: 'Shines at night.' }),
    registryEntry('e/middle', { name: 'middle', category: 'quantum music', maintainer: { name: 'Ada' } }),
    registryEntry('a/apple', { name: 'Apple', category: 'developer-tools' }),
  ),
  'here',
);
const slugs = (found: readonly { slug: string }[]): string[] => found.map(({ slug }) => slug);

describe('browsing projects', () => {
  it('shows the active ones, featured first, then by name in any case, then by slug', () => {
    expect(slugs(visible(projects))).toEqual(['d/star', 'a/apple', 'b/Apple', 'e/middle', 'a/zebra']);
    expect(slugs(filterProjects(projects, {}))).toEqual(slugs(visible(projects)));
  });

  it.each([
    ['cli', ['a/zebra']],
    ['CLI', ['a/zebra']],
    ['ai-ml', ['b/Apple']],
    ['AI & ML', ['b/Apple']],
    ['ai ml', ['b/Apple']],
    ['Quantum Music', ['e/middle']],
    ['developer tools', ['a/apple']],
    ['nothing', []],
    ['', ['d/star', 'a/apple', 'b/Apple', 'e/middle', 'a/zebra']],
  ])('finds the category %j', (category, expected) => {
    expect(slugs(filterProjects(projects, { category }))).toEqual(expected);
  });

  it.each([
    ['FRUIT', ['b/Apple']],
    ['tree apple', ['b/Apple']],
    ['night', ['d/star']],
    ['ada', ['e/middle']],
    ['quantum', ['e/middle']],
    ['e/mid', ['e/middle']],
    ['fruit night', []],
    ['gone', []],
    ['  ', ['d/star', 'a/apple', 'b/Apple', 'e/middle', 'a/zebra']],
  ])('finds by the words %j', (search, expected) => {
    expect(slugs(filterProjects(projects, { search }))).toEqual(expected);
  });

  it('takes category and words together', () => {
    expect(slugs(filterProjects(projects, { category: 'cli', search: 'apple' }))).toEqual([]);
  });
});

describe('categories', () => {
  it('has the 23 that the format names, each its own key', () => {
    expect(Object.keys(CATEGORIES)).toHaveLength(23);
    for (const key of Object.keys(CATEGORIES)) expect(categoryKey(key)).toBe(key);
  });

  it.each([
    ['quantum-music', 'Quantum Music'],
    ['éco_tools', 'Éco Tools'],
    ['SaaS', 'SaaS'],
    ['__proto__', 'Proto'],
    ['toString', 'ToString'],
    ['  spaced   out ', 'Spaced Out'],
    ['𝔣raktur', '𝔣raktur'],
  ])('shows %j title-cased', (text, title) => {
    expect(categoryTitle(text)).toBe(title);
  });
});
