import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FileLine, readFileLines } from '../../../src/platform/file-lines.ts';
import { readJsonLines } from '../../../src/platform/jsonl.ts';
import { mergeLines, splitLines } from '../../../src/platform/process/lines.ts';
import { tempDir } from '../../support/temp.ts';

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of source) found.push(item);
  return found;
}

const fileLines = async (path: string, from?: number, max?: number): Promise<FileLine[]> =>
  (await collect(readFileLines(path, from, max))).flat();

describe('splitLines', () => {
  const split = (chunks: Buffer[], max?: number): Promise<string[]> =>
    collect(splitLines(Readable.from(chunks), max));

  it.each([
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\r\nb\rc\n', ['a', 'b\rc']],
    ['\n\n', ['', '']],
    ['a\n\nb', ['a', '', 'b']],
  ])('%j', async (text, lines) => {
    expect(await split([Buffer.from(text)])).toEqual(lines);
  });

  it('gives the same however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'ä', '😀', '\n', '\r\n')),
        fc.integer({ min: 1, max: 5 }),
        async (parts, size) => {
          const bytes = Buffer.from(parts.join(''));
          const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
            bytes.subarray(n * size, (n + 1) * size),
          );
          expect(await split(chunks)).toEqual(await split([bytes]));
        },
      ),
    );
  });

  it('keeps the beginning of a line that is too long, and the lines after it', async () => {
    expect(
      await split([Buffer.from('x'.repeat(50)), Buffer.from('x'.repeat(50)), Buffer.from('\nnext\n')], 60),
    ).toEqual(['x'.repeat(60), 'next']);
  });
});

describe('readFileLines', () => {
  it('tells where each line stands, and whether it was ended', async () => {
    const path = join(await tempDir(), 'f');
    await writeFile(path, 'ä\n\nlast');
    expect(await fileLines(path)).toEqual([
      { text: 'ä', start: 0, end: 3, ended: true, cut: false },
      { text: '', start: 3, end: 4, ended: true, cut: false },
      { text: 'last', start: 4, end: 8, ended: false, cut: false },
    ]);
    expect((await fileLines(path, 4)).map(({ text }) => text)).toEqual(['last']);
    expect(await fileLines(path, 8)).toEqual([]);
    expect(await fileLines(path, 99)).toEqual([]);
    expect(await fileLines(join(path, '..', 'none'))).toEqual([]);
  });

  it('reads lines over the ends of its chunks, and cuts those that are too long', async () => {
    const path = join(await tempDir(), 'f');
    const lines = Array.from({ length: 40 }, (_, n) => `${n}:${'ä'.repeat(n * 1_000)}`);
    await writeFile(path, `${lines.join('\n')}\n`);
    const read = await fileLines(path);
    expect(read.map(({ text }) => text)).toEqual(lines);
    expect(read.at(-1)?.end).toBe(Buffer.byteLength(lines.join('\n')) + 1);
    const cut = await fileLines(path, 0, 10_000);
    expect(cut.map(({ end }) => end)).toEqual(read.map(({ end }) => end));
    expect(cut.filter((line) => line.cut).length).toBe(35);
    for (const { text } of cut) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(10_002);
  });

  it('leaves what is appended meanwhile for the next time', async () => {
    const path = join(await tempDir(), 'f');
    await writeFile(path, 'a\n');
    const lines = readFileLines(path);
    const first = await lines.next();
    await appendFile(path, 'b\n');
    expect(first.value).toHaveLength(1);
    expect((await lines.next()).done).toBe(true);
    expect((await fileLines(path, 2)).map(({ text }) => text)).toEqual(['b']);
  });
});

describe('readJsonLines', () => {
  it('gives values and, in their place, what is no JSON', async () => {
    const path = join(await tempDir(), 'f.jsonl');
    await writeFile(path, `{"a":1}\n\n  \nnope ${'x'.repeat(500)}\n"ü"\n{"torn":`);
    const lines = (await collect(readJsonLines(path))).flat();
    expect(lines).toMatchObject([
      { value: { a: 1 }, start: 0, end: 8, ended: true },
      { broken: expect.stringMatching(/^nope x{195}$/), ended: true },
      { value: 'ü', ended: true },
      { broken: '{"torn":', ended: false },
    ]);
  });

  it('gives nothing for a missing file', async () => {
    expect(await collect(readJsonLines(join(await tempDir(), 'none')))).toEqual([]);
  });
});

describe('lines of two streams', () => {
  it('come as they come, each whole and in its order, until both have ended; one that breaks has ended', async () => {
    async function* broken(): AsyncGenerator<string> {
      yield 'x';
      throw new Error('broken');
    }
    const a = splitLines(Readable.from([Buffer.from('a1\na'), Buffer.from('2\na3\n')]));
    const lines = await collect(mergeLines([a, broken()]));
    expect(lines.filter((line) => line.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(lines).toHaveLength(4);
  });
});
