import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadProjects } from '../../../src/symphony/registry/load.ts';
import { COMMUNITY_REGISTRY } from '../../../src/symphony/registry/sources.ts';
import { type DoubleReply, httpDouble } from '../../support/http-double.ts';
import { anywhere, HANG_MS, reached } from '../../support/limits.ts';
import { registryContext, registryEntry, registryText } from '../../support/registry.ts';
import { tempDir } from '../../support/temp.ts';

const HOUR = 3_600_000;
const MIB = 1024 * 1024;
const slugs = ({ projects }: { projects: { slug: string }[] }): string[] => projects.map(({ slug }) => slug);

/** A host of registries: answers with what is set, and with 304 to whom has it already. */
async function registryHost(text = registryText(registryEntry('a/b'))) {
  const state = { text, etag: '"one"', fault: undefined as DoubleReply | undefined };
  const double = await httpDouble((request) => {
    if (state.fault) return state.fault;
    const headers = { etag: state.etag };
    if (request.headers['if-none-match'] === state.etag) return { status: 304, headers };
    return { status: 200, text: state.text, headers };
  });
  return { ...double, state, source: `${double.url}/symphony-registry.json` };
}

const dead = (() =>
  Promise.reject(
    new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND') }),
  )) as typeof fetch;

describe('a registry on the web', () => {
  it('is downloaded, used unasked for two hours, then revalidated by its ETag', async () => {
    const host = await registryHost();
    const ctx = registryContext(await tempDir());
    const sources = [host.source];
    const first = await loadProjects(ctx, { sources });
    expect(first.sources).toMatchObject([{ source: host.source, state: 'fresh' }]);
    expect(first.projects).toMatchObject([{ slug: 'a/b', source: host.source }]);
    expect(first.problems).toEqual([]);

    ctx.later(1.9 * HOUR);
    const young = await loadProjects(ctx, { sources });
    expect(young.sources).toEqual([{ ...first.sources[0], state: 'cached' }]);
    expect(host.requests).toHaveLength(1);

    ctx.later(0.2 * HOUR);
    const old = await loadProjects(ctx, { sources });
    expect(old.sources[0]?.state).toBe('revalidated');
    expect(old.projects).toEqual(first.projects);
    expect(host.requests).toHaveLength(2);
    expect(host.requests[1]?.headers['if-none-match']).toBe('"one"');

    // The host has vouched for it: two more hours.
    ctx.later(1.9 * HOUR);
    expect((await loadProjects(ctx, { sources })).sources[0]?.state).toBe('cached');
    expect(host.requests).toHaveLength(2);
  });

  it('is asked at once when that is wished, and read anew when it has changed', async () => {
    const host = await registryHost();
    const ctx = registryContext(await tempDir());
    const sources = [host.source];
    await loadProjects(ctx, { sources });
    host.state.text = registryText(registryEntry('c/d'));
    host.state.etag = '"two"';
    expect(slugs(await loadProjects(ctx, { sources }))).toEqual(['a/b']);
    const anew = await loadProjects(ctx, { sources, refresh: true });
    expect(anew.sources[0]?.state).toBe('fresh');
    expect(slugs(anew)).toEqual(['c/d']);
    const again = await loadProjects(ctx, { sources, maxAgeMs: 0 });
    expect(again.sources[0]?.state).not.toBe('failed');
    expect(slugs(again)).toEqual(['c/d']);
  });

  it('is never sent a token, and its own secret is neither shown nor stored', async () => {
    const host = await registryHost();
    const ctx = { ...registryContext(await tempDir()), token: 'ghp_secretsecretsecretsecret' };
    const loaded = await loadProjects(ctx, { sources: [`${host.source}?token=SECRET`] });
    expect(host.requests[0]?.query.get('token')).toBe('SECRET');
    expect(host.requests[0]?.headers.authorization).toBeUndefined();
    expect(JSON.stringify(loaded)).not.toContain('SECRET');
    const folder = join(ctx.home.cache, 'registries');
    for (const name of await readdir(folder))
      expect(name + (await readFile(join(folder, name), 'utf8'))).not.toContain('SECRET');
  });

  const faults: [title: string, fault: DoubleReply, told: string][] = [
    ['404', { status: 404, text: 'Not found' }, 'status 404'],
    ['429', { status: 429, text: 'slow down' }, 'status 429'],
    ['500', { status: 500, text: 'oops' }, 'status 500'],
    ['a cut connection', 'cut', 'cannot be reached'],
    ['a body that never ends', 'stall', 'no whole answer within 1 second'],
    ['more than 5 MiB', { status: 200, text: 'x'.repeat(6 * MIB) }, 'larger than 5 MiB'],
    ['a page to sign in', { status: 200, text: '<html>Sign in</html>' }, 'not valid JSON'],
    ['another JSON file', { status: 200, json: { name: 'package' } }, 'a list named "repositories"'],
    ['a redirect to plain http', redirect('http://registry.example/r.json'), 'not https'],
    ['a redirect to a file', redirect('file:///etc/passwd'), 'not https'],
    ['a redirect in a circle', redirect('/symphony-registry.json'), 'redirects too often'],
    ['a redirect to nowhere', redirect('http://['), 'invalid address'],
  ];

  it.each(faults)(
    'that answers with %s fails alone, and the last good copy is used with its age',
    async (_, fault, told) => {
      const host = await registryHost();
      // It answers before any limit, whatever the machine does.
      const other = 'https://other.example/registry.json';
      const ctx = registryContext(await tempDir(), (url, init) =>
        String(url) === other ? Promise.resolve(otherAnswer(init)) : fetch(url, init),
      );
      const sources = [host.source, other];
      host.state.fault = fault;
      const limitMs = fault === 'stall' ? reached(1_000) : HANG_MS;
      const failed = await loadProjects(ctx, { sources, limitMs });
      expect(failed.sources.map(({ state }) => state)).toEqual(['failed', 'fresh']);
      expect(failed.sources[0]?.fetchedAt).toBeNull();
      expect(slugs(failed)).toEqual(['c/d']);
      expect(failed.problems).toMatchObject([{ severity: 'error' }]);
      expect(failed.problems[0]?.message).toContain(told);
      expect(failed.problems[0]?.message).toContain(host.source);

      host.state.fault = undefined;
      const good = await loadProjects(ctx, { sources });
      expect(slugs(good)).toEqual(['a/b', 'c/d']);

      host.state.fault = fault;
      ctx.later(3 * HOUR);
      const stale = await loadProjects(ctx, { sources, limitMs });
      expect(stale.sources).toMatchObject([
        { ...good.sources[0], state: 'cached' },
        { state: 'revalidated' },
      ]);
      expect(slugs(stale)).toEqual(['a/b', 'c/d']);
      expect(stale.problems).toMatchObject([{ severity: 'warning', code: 'registry.stale' }]);
      expect(stale.problems[0]?.message).toContain(told);
      expect(stale.problems[0]?.message).toContain('The copy of 3 hours ago is used.');
    },
  );

  it('follows a redirect on this machine', async () => {
    const host = await registryHost();
    const front = await httpDouble(() => redirect(host.source));
    const loaded = await loadProjects(registryContext(await tempDir()), {
      sources: [`${front.url}/moved.json`],
    });
    expect(slugs(loaded)).toEqual(['a/b']);
  });

  it('that unpacks to more than 5 MiB is stopped on the way', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * MIB, ' '));
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    });
    const source = `http://127.0.0.1:${(server.address() as AddressInfo).port}/r.json`;
    const before = process.memoryUsage().rss;
    const { problems } = await loadProjects(registryContext(await tempDir()), { sources: [source] });
    expect(problems).toMatchObject([{ code: 'registry.too-large' }]);
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * MIB);
  });

  it('does not outlive the wish to stop', async () => {
    const host = await registryHost();
    host.state.fault = 'stall';
    const stop = new AbortController();
    const loading = loadProjects(registryContext(await tempDir()), {
      sources: [host.source],
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(new Error('enough')), anywhere(100));
    await expect(loading).rejects.toThrow('enough');
  });

  it('is read anew where the stored copy is damaged, from the future or cannot be written', async () => {
    const host = await registryHost();
    const ctx = registryContext(await tempDir());
    const sources = [host.source];
    await loadProjects(ctx, { sources });
    const folder = join(ctx.home.cache, 'registries');
    const [name = ''] = await readdir(folder);
    const stored = await readFile(join(folder, name), 'utf8');
    for (const damage of [
      '',
      stored.slice(0, 50),
      '[]',
      'null',
      stored.replace('"version":1', '"version":2'),
      stored.replace(/"text":".*"/, '"text":"no registry"'),
    ]) {
      await writeFile(join(folder, name), damage);
      const loaded = await loadProjects(ctx, { sources });
      expect(loaded.sources[0]?.state, damage).toBe('fresh');
      expect(slugs(loaded)).toEqual(['a/b']);
    }
    ctx.later(-HOUR);
    expect((await loadProjects(ctx, { sources })).sources[0]?.state).toBe('revalidated');

    const blocked = registryContext(await tempDir());
    await mkdir(blocked.home.state, { recursive: true });
    await writeFile(blocked.home.cache, 'a file stands where the folder belongs');
    expect(slugs(await loadProjects(blocked, { sources }))).toEqual(['a/b']);
    expect(blocked.logged.join('\n')).toContain('cannot be stored');
  });
});

describe("the community's registry", () => {
  const sources = [COMMUNITY_REGISTRY];

  it('is the default, and comes with the release for a first start with no network', async () => {
    const ctx = registryContext(await tempDir(), dead);
    const loaded = await loadProjects(ctx);
    expect(loaded.sources).toEqual([{ source: COMMUNITY_REGISTRY, state: 'bundled', fetchedAt: null }]);
    expect(slugs(loaded)).toContain('RunMaestro/Maestro');
    expect(loaded.problems).toMatchObject([{ severity: 'warning', code: 'registry.bundled', line: null }]);
    expect(loaded.problems[0]?.message).toContain('getaddrinfo ENOTFOUND');
    expect(loaded.problems[0]?.message).toContain('The list that came with this release is used.');
  });

  it('is there at once when any age will do, without a request', async () => {
    const ctx = registryContext(await tempDir(), dead);
    const loaded = await loadProjects(ctx, { sources, maxAgeMs: Number.POSITIVE_INFINITY });
    expect(loaded.sources[0]?.state).toBe('bundled');
    expect(loaded.problems).toEqual([]);
  });

  it('does not stand in for another registry', async () => {
    const ctx = registryContext(await tempDir(), dead);
    const loaded = await loadProjects(ctx, { sources: ['https://team.example/registry.json'] });
    expect(loaded).toMatchObject({ projects: [], sources: [{ state: 'failed', fetchedAt: null }] });
    expect(loaded.problems).toMatchObject([{ severity: 'error', code: 'registry.unreachable' }]);
  });
});

describe('several registries', () => {
  it('are put together, the first one wins where two list a project', async () => {
    const one = await registryHost(
      registryText(registryEntry('a/b', { name: 'First' }), registryEntry('c/d')),
    );
    const two = await registryHost(
      registryText(registryEntry('e/f'), registryEntry('A/B', { name: 'Second' })),
    );
    const loaded = await loadProjects(registryContext(await tempDir()), {
      sources: [one.source, two.source],
    });
    expect(loaded.projects.map(({ slug, name }) => `${slug} ${name}`)).toEqual([
      'a/b First',
      'c/d d',
      'e/f f',
    ]);
    expect(loaded.problems).toMatchObject([{ severity: 'warning', code: 'registry.duplicate' }]);
    expect(loaded.problems[0]?.message).toContain(`A/B of ${two.source} is left out`);
  });

  it('hide none of their neighbours when one is wrong, and name their broken entries in warnings', async () => {
    const host = await registryHost(
      registryText(registryEntry('a/b', { url: 'nowhere' }), registryEntry('c/d')),
    );
    const sources = ['https://user:SECRET@team.example/r.json', 'ftp://x/y', '/no/such/file', host.source];
    const loaded = await loadProjects(registryContext(await tempDir()), { sources });
    expect(loaded.sources.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed', 'fresh']);
    expect(slugs(loaded)).toEqual(['c/d']);
    expect(loaded.problems.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'error registry.bad-source',
      'error registry.bad-source',
      'error registry.no-file',
      'warning registry.broken-entry',
    ]);
    expect(loaded.problems[3]).toMatchObject({ line: 5 });
    expect(JSON.stringify(loaded)).not.toContain('SECRET');
  });
});

describe('a registry in a file', () => {
  it('is read anew each time, by path or address', async () => {
    const dir = await tempDir();
    const path = join(dir, 'team registry.json');
    const ctx = { ...registryContext(join(dir, 'home')), env: { MAESTRO_REGISTRIES: path } };
    await writeFile(path, `\ufeff${registryText(registryEntry('a/b'))}`);
    expect((await loadProjects(ctx)).sources).toMatchObject([{ source: path, state: 'fresh' }]);
    await writeFile(path, registryText(registryEntry('c/d')));
    expect(slugs(await loadProjects(ctx))).toEqual(['c/d']);
    expect(slugs(await loadProjects(ctx, { sources: [pathToFileURL(path).href] }))).toEqual(['c/d']);
  });

  it('is refused when it is a folder, too large, no registry or not to be read', async () => {
    const dir = await tempDir();
    const ctx = registryContext(join(dir, 'home'));
    const files = ['large', 'binary', 'secret'].map((name) => join(dir, name));
    const [large = '', binary = '', secret = ''] = files;
    await writeFile(large, Buffer.alloc(6 * MIB, ' '));
    await writeFile(binary, Buffer.from([0xff, 0xfe, 0, 1]));
    await writeFile(secret, registryText());
    await chmod(secret, 0);
    const { problems, sources } = await loadProjects(ctx, { sources: [dir, ...files] });
    expect(sources.slice(0, 3).map(({ state }) => state)).toEqual(['failed', 'failed', 'failed']);
    expect(problems.slice(0, 3).map(({ code }) => code)).toEqual([
      'registry.no-file',
      'registry.too-large',
      'registry.not-json',
    ]);
    // Root may read everything, and Windows knows no such right.
    if (problems[3]) expect(problems[3].code).toBe('registry.no-file');
  });
});

function redirect(location: string): DoubleReply {
  return { status: 302, headers: { location } };
}

/** The second registry: as it was, for whoever has it already. */
function otherAnswer(init?: RequestInit): Response {
  const headers = { etag: '"1"' };
  if (new Headers(init?.headers).has('if-none-match')) return new Response(null, { status: 304, headers });
  return new Response(registryText(registryEntry('c/d')), { headers });
}
