import { describe, expect, test } from 'vitest';
import { githubAddresses, graphqlUrl, noreplyDomain } from '../../../src/github/addresses.ts';

const addresses = (api?: string, web?: string) =>
  githubAddresses({
    ...(api === undefined ? {} : { MAESTRO_GITHUB_API_URL: api }),
    ...(web === undefined ? {} : { MAESTRO_GITHUB_URL: web }),
  });

describe('githubAddresses', () => {
  test.each([
    [undefined, undefined, 'https://api.github.com', 'https://github.com'],
    ['', ' ', 'https://api.github.com', 'https://github.com'],
    ['https://api.github.com/', undefined, 'https://api.github.com', 'https://github.com'],
    [undefined, 'https://github.com/', 'https://api.github.com', 'https://github.com'],
    ['https://ghe.example/api/v3', undefined, 'https://ghe.example/api/v3', 'https://ghe.example'],
    [undefined, 'https://ghe.example', 'https://ghe.example/api/v3', 'https://ghe.example'],
    ['https://api.acme.ghe.com', undefined, 'https://api.acme.ghe.com', 'https://acme.ghe.com'],
    [undefined, 'https://acme.ghe.com', 'https://api.acme.ghe.com', 'https://acme.ghe.com'],
    ['http://127.0.0.1:8080/api/v3', undefined, 'http://127.0.0.1:8080/api/v3', 'http://127.0.0.1:8080'],
    ['http://localhost:1/x/', 'http://[::1]:2', 'http://localhost:1/x', 'http://[::1]:2'],
  ])('api %s and web %s give %s and %s', (api, web, apiUrl, webUrl) => {
    expect(addresses(api, web)).toEqual({ apiUrl, webUrl });
  });

  test.each([
    'not an address',
    'http://ghe.example/api/v3',
    'http://127.0.0.1.evil.example',
    'ftp://ghe.example',
    'https://user:secret@ghe.example',
    'https://ghe.example/?token=x',
    'https://ghe.example/#x',
  ])('refuses %s without quoting it', (bad) => {
    expect(() => addresses(bad)).toThrow(expect.objectContaining({ code: 'github.bad-address' }));
    expect(() => addresses(undefined, bad)).toThrow(/^MAESTRO_GITHUB_URL /);
    expect(() => addresses(bad)).not.toThrow(/secret/);
  });

  test('GraphQL is beside /api/v3 and below anything else', () => {
    expect(graphqlUrl('https://api.github.com')).toBe('https://api.github.com/graphql');
    expect(graphqlUrl('https://ghe.example/api/v3')).toBe('https://ghe.example/api/graphql');
  });

  test('the no-reply domain follows the host', () => {
    expect(noreplyDomain('https://github.com')).toBe('users.noreply.github.com');
    expect(noreplyDomain('https://ghe.example:8443')).toBe('users.noreply.ghe.example');
  });
});
