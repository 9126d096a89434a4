import { describe, expect, it } from 'vitest';
import { downloadDocument, isAllowedSource } from '../../../../src/symphony/documents/download.ts';
import { HANG_MS } from '../../../support/limits.ts';

const GOOD = 'https://raw.githubusercontent.com/o/r/main/a.md';
const signal = (): AbortSignal => AbortSignal.timeout(HANG_MS);

/** Answers by address; remembers what was asked. */
function web(answers: Record<string, () => Response>): { get: typeof fetch; asked: string[] } {
  const asked: string[] = [];
  const get: typeof fetch = async (input, init) => {
    asked.push(String(input));
    expect(init).toMatchObject({ redirect: 'manual' });
    const answer = answers[String(input)];
    if (!answer) throw new TypeError('fetch failed');
    return answer();
  };
  return { get, asked };
}
const to = (location: string): Response => new Response(null, { status: 302, headers: { location } });

describe('isAllowedSource', () => {
  it.each([
    [GOOD, true],
    ['https://github.com/o/r/raw/main/a.md', true],
    ['https://objects.githubusercontent.com/x', true],
    ['http://github.com/o/r', false],
    ['https://github.com.evil.example/a.md', false],
    ['https://evilgithubusercontent.com/a.md', false],
    ['https://user:pass@github.com/a.md', false],
    ['https://github.com:8443/a.md', false],
    ['https://gist.github.com/a.md', false],
    ['file:///etc/passwd', false],
  ])('%s: %s', (address, allowed) => {
    expect(isAllowedSource(new URL(address))).toBe(allowed);
  });
});

describe('downloadDocument', () => {
  it('gives the text', async () => {
    const { get } = web({ [GOOD]: () => new Response('- [ ] Grüße\n') });
    expect(await downloadDocument(get, GOOD, signal())).toBe('- [ ] Grüße\n');
  });

  it('asks for the file behind the page, and follows GitHub’s own redirects', async () => {
    const { get, asked } = web({
      'https://github.com/o/r/raw/main/a.md': () => to(GOOD),
      [GOOD]: () => new Response('text'),
    });
    expect(await downloadDocument(get, 'https://github.com/o/r/blob/main/a.md', signal())).toBe('text');
    expect(asked).toEqual(['https://github.com/o/r/raw/main/a.md', GOOD]);
  });

  it.each<[string, () => Response]>([
    ['document.refused-host', () => to('https://evil.example/a.md')],
    ['document.refused-host', () => to('http://127.0.0.1:8080/latest/meta-data')],
    ['document.missing', () => to(GOOD)],
    ['document.missing', () => new Response('no', { status: 404 })],
    ['document.offline', () => new Response('no', { status: 503 })],
    ['document.too-large', () => new Response('x'.repeat(1024 * 1024 + 1))],
    ['document.not-text', () => new Response(new Uint8Array([0xff, 0xfe, 0x00]))],
    ['document.not-text', () => new Response('a\0b')],
    [
      'document.not-text',
      () => new Response('<html>', { headers: { 'content-type': 'text/html; charset=utf-8' } }),
    ],
  ])('says %s', async (code, answer) => {
    const { get } = web({ [GOOD]: answer });
    await expect(downloadDocument(get, GOOD, signal())).rejects.toMatchObject({
      code,
      remedy: expect.any(String),
    });
  });

  it('takes a missing connection for what it is, and no address for what it is', async () => {
    const { get } = web({});
    await expect(downloadDocument(get, GOOD, signal())).rejects.toMatchObject({ code: 'document.offline' });
    await expect(downloadDocument(get, 'docs/a.md', signal())).rejects.toMatchObject({
      code: 'document.refused-host',
    });
  });

  it('never reads on when it is more than a document', async () => {
    let sent = 0;
    const endless = (): Response =>
      new Response(
        new ReadableStream({
          pull(stream) {
            sent += 65_536;
            stream.enqueue(new Uint8Array(65_536).fill(120));
          },
        }),
      );
    const { get } = web({ [GOOD]: endless });
    await expect(downloadDocument(get, GOOD, signal())).rejects.toMatchObject({ code: 'document.too-large' });
    expect(sent).toBeLessThan(2 * 1024 * 1024);
  });

  it('gives up on an answer that does not end, and says so', async () => {
    const get: typeof fetch = (_input, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    await expect(downloadDocument(get, GOOD, signal(), 20)).rejects.toMatchObject({
      code: 'document.offline',
      message: expect.stringContaining('no whole answer within 1 second'),
    });
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const get: typeof fetch = (_input, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        stop.abort();
      });
    await expect(downloadDocument(get, GOOD, stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
