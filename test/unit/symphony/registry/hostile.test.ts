import { describe, expect, it } from 'vitest';
import { oneLine } from '../../../../src/platform/text.ts';
import { parseRegistry } from '../../../../src/symphony/registry/parse.ts';
import { registryEntry, registryText, registryTextOf } from '../../../support/registry.ts';

const MIB = 1024 * 1024;

/** Slugs that would do harm in a path, an address, a command line or a terminal. */
const SLUGS = [
  '../etc',
  'a/..',
  './a',
  'a/.',
  '../../etc/passwd',
  '/etc/passwd',
  'a/b/c',
  'a/b/../../c',
  'a\\b',
  'C:\\a/b',
  'a/b\\..\\c',
  '-a/b',
  '--upload-pack=x/b',
  'a-/b',
  'a--b/c',
  'a/b.git',
  'a/b#1',
  'a/b?x=1',
  'a/b%2e%2e',
  'a/b c',
  'a/b\nc',
  'a/b\0',
  'a/\u001b[2Jb',
  'a/b\u202egit',
  'a/\u200bb',
  'аpple/b',
  'a/ｂ',
  'a/b;rm -rf ~',
  'a/$(id)',
  'a/`id`',
  'a/<img src=x>',
  'a/b"',
  'a@b/c',
  'git@github.com:a/b',
  'https://github.com/a/b',
  `${'a'.repeat(40)}/b`,
  `a/${'b'.repeat(101)}`,
  'a/',
  '/b',
  '/',
  '',
  '__proto__',
];

/** Addresses that would lead somewhere else. */
const URLS = [
  'http://github.com/a/b',
  'ftp://github.com/a/b',
  'file:///etc/passwd',
  'javascript:alert(1)//github.com/a/b',
  'data:text/html,<script>alert(1)</script>',
  'command:workbench.action.quit',
  'vscode://github.com/a/b',
  'ssh://git@github.com/a/b',
  'ext::sh -c id',
  'https://github.com.evil.example/a/b',
  'https://evil.example/github.com/a/b',
  'https://github.com@evil.example/a/b',
  'https://evil.example#github.com/a/b',
  'https://evil.example?https://github.com/a/b',
  'https://user:secret@github.com/a/b',
  'https://token@github.com/a/b',
  'https://github.com:8443/a/b',
  'https://github.com./a/b',
  'https://gіthub.com/a/b',
  'https://raw.githubusercontent.com/a/b',
  'https://gist.github.com/a/b',
  'http://127.0.0.1/a/b',
  'http://localhost:8080/a/b',
  'https://[::1]/a/b',
  'https://169.254.169.254/latest/meta-data',
  '//github.com/a/b',
  '/a/b',
  'github.com/a/b',
  'https://',
  '',
  `https://github.com/a/b?${'x'.repeat(3_000)}`,
];

/** Addresses on the right host that are not the project's page; the page itself takes their place. */
const STRAYING = [
  'https://github.com/',
  'https://github.com/a',
  'https://github.com/login?return_to=https://evil.example',
  'https://github.com/a/b/../../evil/repo',
  'https://github.com/a/b/%2e%2e/%2e%2e/evil/repo',
  'https://github.com//evil/repo',
  'https:\\\\github.com\\evil\\repo',
  'https://github.com/a%2fb',
];

/** Texts that would do harm where they are shown; what is left of them. */
const TEXTS: [title: string, text: string, shown: string][] = [
  ['terminal colours', '\u001b[31mred\u001b[0m', 'red'],
  ['a cleared screen', '\u001b[2J\u001b[Hempty', 'empty'],
  ['a terminal link', '\u001b]8;;https://evil.example\u0007here\u001b]8;;\u0007', 'here'],
  ['a changed window title', '\u001b]0;owned\u0007title', 'title'],
  ['an escape in one character', '\u009b31mred', '31mred'],
  ['a line overwritten', 'good\rbad', 'good bad'],
  ['backspaces', 'bad\b\b\bgood', 'badgood'],
  ['line breaks', 'one\ntwo\r\nthree\u2028four', 'one two three four'],
  ['reversed text', 'cod\u202eexe.txt', 'codexe.txt'],
  ['isolated directions', '\u2066left\u2069 \u2067right\u2069', 'left right'],
  ['hidden characters', 'a\u200b\u200c\u200d\u2060\ufeffb', 'ab'],
  ['NUL', 'a\0b', 'ab'],
  ['tabs and much white space', `a\t\t${' '.repeat(500)}b`, 'a b'],
];

const WHOLE: [title: string, text: () => string, code: string][] = [
  ['nothing', () => '', 'registry.not-json'],
  ['white space', () => ' \n\t ', 'registry.not-json'],
  ['a page of the web', () => '<!doctype html><title>Sign in</title>', 'registry.not-json'],
  ['marks of a merge conflict', () => `<<<<<<< HEAD\n${registryText()}\n=======\n`, 'registry.not-json'],
  ['half of a registry', () => registryText(registryEntry('a/b')).slice(0, -40), 'registry.not-json'],
  ['JavaScript', () => '({repositories: []})', 'registry.not-json'],
  ['NaN', () => '{"repositories": [NaN]}', 'registry.not-json'],
  ['two registries', () => registryText() + registryText(), 'registry.not-json'],
  ['binary', () => '\u0000\u0001\ufffd\ufffd', 'registry.not-json'],
  ['open brackets without end', () => '['.repeat(MIB / 2), 'registry.not-json'],
  ['open objects without end', () => '{"a":'.repeat(MIB / 8), 'registry.not-json'],
  ['null', () => 'null', 'registry.wrong-shape'],
  ['a number', () => '1e999', 'registry.wrong-shape'],
  ['a text', () => '"repositories"', 'registry.wrong-shape'],
  ['a bare list', () => JSON.stringify([registryEntry('a/b')]), 'registry.wrong-shape'],
  ['no list', () => '{"schemaVersion": "1.0"}', 'registry.wrong-shape'],
  [
    'an object that looks like a list',
    () => '{"repositories": {"length": 1, "0": {}}}',
    'registry.wrong-shape',
  ],
  ['a list in __proto__', () => '{"__proto__": {"repositories": []}}', 'registry.wrong-shape'],
  ['nested lists', () => '['.repeat(MIB / 2) + ']'.repeat(MIB / 2), 'registry.wrong-shape'],
  ['more than 5 MiB', () => registryText('x'.repeat(5 * MIB)), 'registry.too-large'],
  ['more than 5 MiB of two-byte characters', () => registryText('é'.repeat(3 * MIB)), 'registry.too-large'],
];

describe('hostile registries', () => {
  it.each(titled(SLUGS))('refuses the slug %s', (_, slug) => {
    const { projects, problems } = parseRegistry(
      registryText(registryEntry('good/one'), registryEntry('a/b', { slug }), registryEntry('good/two')),
      'hostile',
    );
    expect(projects.map((project) => project.slug)).toEqual(['good/one', 'good/two']);
    expect(problems).toMatchObject([{ severity: 'error', code: 'registry.broken-entry' }]);
    expectHarmless(problems[0]?.message);
  });

  it.each(titled(URLS))('refuses the url %s', (_, url) => {
    const { projects, problems } = parseRegistry(
      registryText(registryEntry('a/b', { url }), registryEntry('good/one')),
      'hostile',
    );
    expect(projects.map(({ slug }) => slug)).toEqual(['good/one']);
    expect(problems).toMatchObject([{ code: 'registry.broken-entry' }]);
    expect(problems[0]?.message).toMatch(/^Entry 1 \(a\/b\): left out, because its url /);
    expect(problems[0]?.message).not.toContain('secret');
  });

  it.each(titled(STRAYING))('replaces the url %s', (_, url) => {
    const { projects, problems } = parseRegistry(registryText(registryEntry('a/b', { url })), 'hostile');
    expect(projects[0]?.url).toBe('https://github.com/a/b');
    expect(problems).toMatchObject([{ severity: 'warning', code: 'registry.odd-entry' }]);
  });

  it.each(TEXTS)('shows %s harmlessly', (_, text, shown) => {
    const entry = registryEntry('a/b', {
      name: text,
      description: text,
      tags: [text],
      maintainer: { name: text },
    });
    const { projects } = parseRegistry(registryText(entry), 'hostile');
    expect(projects[0]).toMatchObject({
      name: shown,
      description: shown,
      tags: [shown],
      maintainer: { name: shown },
    });
    const { categoryTitle } = parseRegistry(registryText(registryEntry('a/b', { category: text })), 'hostile')
      .projects[0] ?? { categoryTitle: '' };
    expectHarmless(categoryTitle);
  });

  it('cuts what is endless', () => {
    const long = 'x'.repeat(MIB / 2);
    const entry = registryEntry('a/b', {
      name: long,
      description: long,
      category: long,
      tags: Array.from({ length: 10_000 }, (_, index) => `${index} ${long.slice(0, 200)}`),
      maintainer: { name: long },
    });
    const [project] = parseRegistry(registryText(entry), 'hostile').projects;
    expect(JSON.stringify(project).length).toBeLessThan(4_000);
  });

  it.each([
    ['only white space', ' \t\n'],
    ['only hidden characters', '\u200b\u2060\u202e'],
    ['only escapes', '\u001b[31m\u001b[0m'],
  ])('refuses a name of %s', (_, name) => {
    expect(parseRegistry(registryText(registryEntry('a/b', { name })), 'hostile').projects).toEqual([]);
  });

  it.each(WHOLE)('refuses %s as a whole, with one clear message', (_, text, code) => {
    const reading = parseRegistry(text(), 'hostile');
    expect(reading).toMatchObject({ projects: [], readable: false, problems: [{ severity: 'error', code }] });
    expect(reading.problems).toHaveLength(1);
    expectHarmless(reading.problems[0]?.message);
  });

  it.each(titled(['null', 'true', '0', '""', '[]', '[[]]', '{}', '{"length":1}']))(
    'refuses the entry %s',
    (_, json) => {
      const { projects, problems } = parseRegistry(
        registryText(JSON.parse(json), registryEntry('good/one')),
        'hostile',
      );
      expect(projects).toHaveLength(1);
      expect(problems).toMatchObject([{ code: 'registry.broken-entry', line: 5 }]);
    },
  );

  it('takes fields from the entry itself, never from a prototype', () => {
    const text = registryText('PLACE').replace(
      '"PLACE"',
      `{"__proto__": ${JSON.stringify(registryEntry('a/b'))}}`,
    );
    expect(parseRegistry(text, 'hostile').projects).toEqual([]);
    expect(Object.prototype).not.toHaveProperty('slug');
  });

  it('counts the last of two lists, as the parser does, with its lines', () => {
    const text = `{"repositories": [1,\n2],\n"repositories"\n:\n[\n7\n]}`;
    const { problems } = parseRegistry(text, 'hostile');
    expect(problems.filter(({ code }) => code === 'registry.broken-entry')).toMatchObject([{ line: 6 }]);
  });

  it('reads an entry with a field nested a hundred thousand deep', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const text = registryText(registryEntry('a/b', { extra: 'DEEP', tags: 'DEEP' })).replaceAll(
      '"DEEP"',
      deep,
    );
    const { projects, problems } = parseRegistry(text, 'hostile');
    expect(projects).toHaveLength(1);
    expect(problems).toMatchObject([{ code: 'registry.odd-entry' }]);
  });

  it('tells a thousand problems and counts the others', () => {
    const { problems } = parseRegistry(registryTextOf(Array.from({ length: 5_000 }, () => 1)), 'hostile');
    expect(problems).toHaveLength(1_001);
    expect(problems.at(-1)).toMatchObject({
      code: 'registry.more-problems',
      message: 'There are 4000 more problems in the registry.',
    });
  });

  it('lists one project of ten thousand that all have one slug', () => {
    const entries = Array.from({ length: 10_000 }, () => registryEntry('a/b'));
    expect(parseRegistry(registryTextOf(entries), 'hostile').projects).toHaveLength(1);
  });
});

/** Texts with titles that a terminal can show. */
function titled(texts: readonly string[]): [title: string, text: string][] {
  const code = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return texts.map((text) => [JSON.stringify(text.slice(0, 60)).replace(/[^ -~]/g, code), text]);
}

function expectHarmless(text: string | undefined): void {
  expect(text).toBe(oneLine(text ?? '', 1_000));
}
