import { request as httpRequest } from 'node:http';
import { expect, test } from 'vitest';
import { checkedForge } from '../../support/contract/checked-forge.ts';
import { anywhere, reached } from '../../support/limits.ts';
import { soon } from '../../support/waits.ts';
import { client, emptyBranch, git, kit, openPull, refused, stage, withToken } from './support.ts';

const PULLS = { method: 'POST', path: /\/pulls$/ };

test.each([401, 403, 404, 409, 422, 429, 500, 502, 503])('a %s on demand, once', async (status) => {
  const { forge, asAnn } = await stage();
  forge.faults.add({ match: { path: /\/issues\/1$/ }, times: 1, action: status });
  const get = () => asAnn.rest.issues.get({ ...kit, issue_number: 1 });
  expect(await refused(get())).toMatchObject({ status });
  expect((await get()).status).toBe(200);
  expect(forge.faults.hits()).toBe(1);
});

test('a 502 on a create that did happen', async () => {
  const { forge, asAnn } = await stage();
  await emptyBranch(asAnn, kit, 'work');
  forge.faults.add({ match: PULLS, times: 1, action: 502, afterEffect: true });
  expect(await refused(openPull(asAnn, 'work'))).toMatchObject({ status: 502 });
  expect(forge.repository('ann/kit').pulls).toHaveLength(1);
  expect((await refused(openPull(asAnn, 'work'))).message).toContain('already exists');
});

test('a 502 on a create that did not happen, and a cut connection in both ways', async () => {
  const { forge, asAnn } = await stage();
  forge.faults.add({ match: { method: 'POST', path: /\/issues$/ }, times: 1, action: 502 });
  forge.faults.add({ match: { method: 'POST', path: /\/issues$/ }, times: 1, action: 'cut' });
  forge.faults.add({
    match: { method: 'POST', path: /\/issues$/ },
    times: 1,
    action: 'cut',
    afterEffect: true,
  });
  const create = () => asAnn.rest.issues.create({ ...kit, title: 'x' });
  expect(await refused(create())).toMatchObject({ status: 502 });
  expect(await refused(create())).toMatchObject({ status: 500 });
  expect(forge.repository('ann/kit').issues).toHaveLength(1);
  expect(await refused(create())).toMatchObject({ status: 500 });
  expect(forge.repository('ann/kit').issues).toHaveLength(2);
});

test('a body of one’s own, with headers', async () => {
  const { forge, asAnn } = await stage();
  const action = { status: 429, headers: { 'retry-after': '7' }, body: '<html>busy</html>' };
  forge.faults.add({ match: { graphql: 'Look' }, action });
  const error = await asAnn.graphql('query Look { viewer { login } }').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ status: 429, response: { headers: { 'retry-after': '7' } } });
  expect(await asAnn.graphql('{ viewer { login } }')).toEqual({ viewer: { login: 'ann' } });
});

test('a slow body comes in the end, or the client gives up; a hang never ends', async () => {
  const { forge } = await stage();
  const address = `${forge.apiUrl}/repos/ann/kit`;
  forge.faults.add({ match: {}, times: 1, action: 'slow-body', delayMs: 150 });
  const pieces: Uint8Array[] = [];
  for await (const piece of (await fetch(address)).body ?? []) pieces.push(piece);
  // Half of it comes before the delay, and the rest after it.
  expect(pieces.length).toBeGreaterThan(1);
  expect(JSON.parse(Buffer.concat(pieces).toString())).toMatchObject({ full_name: 'ann/kit' });
  forge.faults.add({ match: {}, times: 1, action: 'slow-body' });
  const stop = new AbortController();
  const response = await fetch(address, { signal: stop.signal });
  expect(response.status).toBe(200);
  setTimeout(() => stop.abort(), anywhere(100));
  await expect(response.text()).rejects.toThrow();
  forge.faults.add({ match: {}, times: 1, action: 'hang' });
  await expect(fetch(address, { signal: AbortSignal.timeout(reached(200)) })).rejects.toThrow();
});

test('stopping ends what hangs', async () => {
  const { forge } = await stage();
  forge.faults.add({ match: {}, action: 'hang' });
  const waiting = fetch(`${forge.apiUrl}/user`).then(
    () => 'answered',
    () => 'cut',
  );
  await soon(() => forge.faults.hits()).toBe(1);
  await forge.stop();
  expect(await waiting).toBe('cut');
});

test('the world can change between a request and its handling', async () => {
  const { forge, asAnn } = await stage();
  const before = async (): Promise<void> => {
    await forge.openIssue('ann/kit', { title: 'First', body: '', labels: [], author: 'bob' });
  };
  forge.faults.add({
    match: { method: 'POST', path: /\/issues$/ },
    times: 1,
    before,
    action: 502,
    afterEffect: true,
  });
  await refused(asAnn.rest.issues.create({ ...kit, title: 'Second' }));
  expect(forge.repository('ann/kit').issues.map(({ title }) => title)).toEqual([
    'Mend it',
    'First',
    'Second',
  ]);
});

test('faults hit git too: before the push, and after it', async () => {
  const { forge, ann } = await stage();
  const url = withToken(forge, 'ann/kit', ann.token);
  const bare = forge.bareDir('ann/kit');
  const push = (branch: string) => git(['--git-dir', bare, 'push', '-q', url, `main:refs/heads/${branch}`]);
  const match = { method: 'POST', path: /git-receive-pack/ };
  forge.faults.add({ match, times: 1, action: 500 });
  expect((await push('one')).err).toContain('500');
  forge.faults.add({ match, times: 1, action: 'cut', afterEffect: true });
  expect((await push('two')).code).not.toBe(0);
  expect(Object.keys(forge.repository('ann/kit').branches)).toEqual(['main', 'two']);
});

test('ETags: a 304 without a body costs nothing; every change makes a new tag', async () => {
  const { forge, ann, asAnn } = await stage();
  const list = (etag?: string) =>
    fetch(`${forge.apiUrl}/repos/ann/kit/issues?labels=runmaestro.ai`, {
      headers: { authorization: `token ${ann.token}`, ...(etag ? { 'if-none-match': etag } : {}) },
    });
  const first = await list();
  const etag = first.headers.get('etag') ?? '';
  const left = first.headers.get('x-ratelimit-remaining');
  const again = await list(etag);
  expect([again.status, await again.text(), again.headers.get('x-ratelimit-remaining')]).toEqual([
    304,
    '',
    left,
  ]);
  await asAnn.rest.issues.createComment({ ...kit, issue_number: 1, body: 'x' });
  expect((await list(etag)).status).toBe(200);
  const raw = `${forge.url}/raw/ann/kit/main/README.md`;
  const tag = (await fetch(raw)).headers.get('etag') ?? '';
  expect((await fetch(raw, { headers: { 'if-none-match': tag } })).status).toBe(304);
  expect(forge.requests()).toMatchObject({
    operations: { 'GET /repos/{owner}/{repo}/issues': { 200: 2, 304: 1 } },
    kinds: { raw: 2 },
    statuses: { 304: 2 },
  });
});

test('an exhausted allowance refuses REST by 403, GraphQL by an error', async () => {
  const { forge, asAnn } = await stage();
  forge.rateLimit.set('ann', 'core', 1);
  forge.rateLimit.set('ann', 'graphql', 0);
  await asAnn.rest.repos.get(kit);
  const error = await asAnn.rest.repos.get(kit).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ status: 403, response: { headers: { 'x-ratelimit-remaining': '0' } } });
  const query = await asAnn.graphql('{ viewer { login } }').catch((thrown: unknown) => thrown);
  expect(query).toMatchObject({ errors: [{ type: 'RATE_LIMITED' }] });
  const { data } = await asAnn.rest.rateLimit.get();
  expect(data.resources).toMatchObject({ core: { remaining: 0 }, graphql: { remaining: 0 } });
  forge.rateLimit.clear();
  expect((await asAnn.rest.repos.get(kit)).status).toBe(200);
});

test('guests have their own small allowance', async () => {
  const { forge } = await stage({ allowances: { anonymous: 2 } });
  const guest = client(forge);
  await guest.rest.repos.get(kit);
  await guest.rest.repos.get(kit);
  expect((await refused(guest.rest.repos.get(kit))).message).toContain(
    'API rate limit exceeded for 127.0.0.1',
  );
});

test('the secondary limit refuses writes with retry-after', async () => {
  const { forge, asAnn } = await stage();
  forge.rateLimit.secondary(5);
  const create = () => asAnn.rest.issues.create({ ...kit, title: 'x' });
  await asAnn.rest.repos.get(kit);
  const error = await create().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ status: 403, response: { headers: { 'retry-after': '5' } } });
  expect((await create()).status).toBe(201);
});

test('hostile requests are refused, and the forge lives on', async () => {
  const { forge, ann } = await stage();
  const { port } = new URL(forge.url);
  const raw = (path: string, host: string) =>
    new Promise<number>((resolve, reject) => {
      const request = httpRequest({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject).end();
    });
  // A page of a stranger's site whose name was pointed at loopback.
  expect(await raw('/ann/kit', 'evil.example:80')).toBe(421);
  expect(await raw('//evil', `127.0.0.1:${port}`)).toBe(400);
  expect(await raw('/raw/ann/kit/main/%E0%A4%A', `127.0.0.1:${port}`)).toBe(400);
  expect(await raw('/raw/ann/kit/main/../../../../gitconfig', `127.0.0.1:${port}`)).toBe(404);
  expect(await raw('/ann/..%2f..%2fx.git/info/refs?service=git-upload-pack', `127.0.0.1:${port}`)).toBe(404);
  const post = (body: string) =>
    fetch(`${forge.apiUrl}/repos/ann/kit/issues`, {
      method: 'POST',
      headers: { authorization: `token ${ann.token}` },
      body,
    });
  expect((await post('{')).status).toBe(400);
  expect((await post(JSON.stringify({ title: 'x', body: 'b'.repeat(3_000_000) }))).status).toBe(413);
  expect((await post(JSON.stringify({ title: 'x', body: 'b'.repeat(70_000) }))).status).toBe(422);
  expect((await post('{"title":"fine"}')).status).toBe(201);
});

test('a port that is taken is told', async () => {
  const { forge } = await stage();
  await expect(checkedForge({ port: Number(new URL(forge.url).port) })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});
