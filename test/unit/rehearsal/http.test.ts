import { expect, test } from 'vitest';
import { json } from '../../../src/rehearsal/forge/http/answer.ts';
import { parseBody } from '../../../src/rehearsal/forge/http/body.ts';
import { conditional } from '../../../src/rehearsal/forge/http/conditional.ts';
import { createFaults } from '../../../src/rehearsal/forge/http/faults.ts';
import { tokenOf } from '../../../src/rehearsal/forge/http/identify.ts';
import { page } from '../../../src/rehearsal/forge/http/paging.ts';
import { createRouter } from '../../../src/rehearsal/forge/http/router.ts';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

test.each([
  [undefined, null],
  ['Bearer abc', 'abc'],
  ['token abc', 'abc'],
  [basic('x-access-token:abc'), 'abc'],
  [basic('abc:x-oauth-basic'), 'abc'],
  [basic('abc:'), 'abc'],
  [basic('ann:a:b'), 'a:b'],
  ['Digest abc', null],
])('%s carries the token %s', (authorization, token) => {
  expect(tokenOf(authorization === undefined ? {} : { authorization })).toBe(token);
});

test('a route takes its parameters apart; the long ones reach over slashes', () => {
  const handle = () => json(200, {});
  const find = createRouter([
    { operation: 'GET /repos/{owner}/{repo}', handle },
    { operation: 'GET /repos/{owner}/{repo}/contents/{path}', handle },
    { operation: 'GET /repos/{owner}/{repo}/commits/{ref}/status', handle },
  ]);
  expect(find('GET', '/repos/a/b')?.params).toEqual({ owner: 'a', repo: 'b' });
  expect(find('GET', '/repos/a/b/contents/x/y%20z.md')?.params).toMatchObject({ path: 'x/y z.md' });
  expect(find('GET', '/repos/a/b/commits/feature/x/status')?.params).toMatchObject({ ref: 'feature/x' });
  expect(find('POST', '/repos/a/b')).toBeNull();
  expect(find('GET', '/repos/a')).toBeNull();
  expect(() => find('GET', '/repos/a/%E0%A4%A')).toThrow('Bad Request');
});

test('pages have the links that GitHub gives', () => {
  const items = Array.from({ length: 95 }, (_, at) => at);
  const at = (query: string) => page(items, new URL(`http://h/x${query}`), (item) => item);
  expect(JSON.parse(String(at('').body))).toHaveLength(30);
  expect(at('').headers.link).toBe('<http://h/x?page=2>; rel="next", <http://h/x?page=4>; rel="last"');
  expect(at('?per_page=100').headers.link).toBeUndefined();
  expect(at('?page=4').headers.link).toContain('<http://h/x?page=3>; rel="prev"');
  expect(JSON.parse(String(at('?page=9').body))).toEqual([]);
  expect(JSON.parse(String(at('?per_page=1000&page=-1').body))).toHaveLength(95);
});

test('a known ETag makes an empty 304, another body does not', () => {
  const first = conditional(json(200, [1]), undefined);
  const { etag = '' } = first.headers;
  expect(etag).toMatch(/^W\/"/);
  expect(conditional(json(200, [1]), etag)).toMatchObject({ status: 304, body: '' });
  expect(conditional(json(200, [1]), `"x", ${etag}`).status).toBe(304);
  expect(conditional(json(200, [2]), etag).status).toBe(200);
  expect(conditional(json(201, [1]), etag).headers.etag).toBeUndefined();
});

test('a body that is not JSON is refused in GitHub’s words', () => {
  expect(parseBody(' ')).toBeUndefined();
  expect(parseBody('{"a":1}')).toEqual({ a: 1 });
  expect(() => parseBody('{')).toThrow('Problems parsing JSON');
});

test('a fault hits what it matches, as often as it says', () => {
  const faults = createFaults();
  faults.add({ match: { method: 'post', path: /\/pulls$/g }, times: 2, skip: 1, action: 502 });
  faults.add({ match: { graphql: 'Look' }, action: 'cut' });
  const post = { method: 'POST', target: '/api/v3/repos/a/b/pulls', graphql: null };
  expect([1, 2, 3, 4].map(() => faults.take(post)?.action)).toEqual([undefined, 502, 502, undefined]);
  expect(faults.take({ ...post, method: 'GET' })).toBeNull();
  expect(faults.take({ method: 'POST', target: '/api/graphql', graphql: 'Look' })?.action).toBe('cut');
  expect(faults.hits()).toBe(0);
  for (let n = 0; n < 3; n++) faults.strike();
  expect(faults.hits()).toBe(3);
  faults.clear();
  expect(faults.take({ method: 'POST', target: '/api/graphql', graphql: 'Look' })).toBeNull();
});
