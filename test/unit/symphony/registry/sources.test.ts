import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ageInWords } from '../../../../src/symphony/registry/age.ts';
import {
  COMMUNITY_REGISTRY,
  placeOf,
  registrySources,
  sourceName,
} from '../../../../src/symphony/registry/sources.ts';

describe('the list of registries', () => {
  it('is the community registry by itself, and first before the configured ones', () => {
    expect(registrySources({})).toEqual([COMMUNITY_REGISTRY]);
    expect(registrySources({ MAESTRO_REGISTRIES: ' , ' })).toEqual([COMMUNITY_REGISTRY]);
    expect(registrySources({}, ['/team.json', ' ', COMMUNITY_REGISTRY])).toEqual([
      COMMUNITY_REGISTRY,
      '/team.json',
    ]);
  });

  it('is what the environment names instead, each once', () => {
    const env = { MAESTRO_REGISTRIES: ' https://a.example/r.json, /tmp/r.json ,,https://a.example/r.json' };
    expect(registrySources(env, ['/team.json'])).toEqual(['https://a.example/r.json', '/tmp/r.json']);
  });
});

describe('the place of a registry', () => {
  it('is an address or a file', () => {
    const file = resolve('some', 'registry.json');
    expect(placeOf('https://a.example/r.json')).toMatchObject({ kind: 'web' });
    expect(placeOf('HTTPS://a.example/r.json')).toMatchObject({ kind: 'web' });
    expect(placeOf('http://127.0.0.1:8080/r.json')).toMatchObject({ kind: 'web' });
    expect(placeOf(file)).toEqual({ kind: 'file', path: file });
    expect(placeOf('some/registry.json')).toEqual({ kind: 'file', path: file });
    expect(placeOf(pathToFileURL(file).href)).toEqual({ kind: 'file', path: file });
    expect(placeOf('C:\\some\\registry.json')).toMatchObject({ kind: 'file' });
  });

  it.each([
    'http://a.example/r.json',
    'http://127.0.0.1.a.example/r.json',
    'ftp://a.example/r.json',
    'data://text/plain,{}',
    'ext::x://y',
    'https://user:secret@a.example/r.json',
    'https://',
    'ssh://git@github.com/a/b',
  ])('is never %s', (source) => {
    if (!source.includes('::')) expect(() => placeOf(source)).toThrow(/^The registry .* (?:is|holds) /);
    else expect(placeOf(source)).toMatchObject({ kind: 'file' });
  });

  it('is shown without what may be secret in it, or could harm a terminal', () => {
    expect(sourceName('https://raw.example/r.json?token=SECRET#SECRET')).toBe('https://raw.example/r.json');
    expect(sourceName('https://user:SECRET@raw.example/r.json')).toBe('https://raw.example/r.json');
    expect(sourceName('https://user:SECRET@/r.json')).not.toContain('SECRET');
    expect(sourceName('/tmp/\u001b[31mr.json')).toBe('/tmp/r.json');
    expect(() => placeOf('https://user:SECRET@raw.example/r.json')).not.toThrow(/SECRET/);
  });
});

it.each([
  [0, 'a moment'],
  [59_000, 'a moment'],
  [60_000, '1 minute'],
  [59 * 60_000, '59 minutes'],
  [60 * 60_000, '1 hour'],
  [47 * 3_600_000, '47 hours'],
  [48 * 3_600_000, '2 days'],
  [400 * 86_400_000, '400 days'],
])('tells an age of %i ms as %s', (ms, words) => {
  expect(ageInWords(ms)).toBe(words);
});
