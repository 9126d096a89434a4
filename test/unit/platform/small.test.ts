import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { mapConcurrent } from '../../../src/platform/concurrent.ts';
import { asMaestroError, describeError, isAbort, MaestroError } from '../../../src/platform/errors.ts';
import { folderChanges } from '../../../src/platform/folder-changes.ts';
import { folderSize } from '../../../src/platform/folder-size.ts';
import { mapStrings } from '../../../src/platform/map-strings.ts';
import { homeFrom } from '../../../src/platform/paths.ts';
import { anywhere, HANG_MS, reached } from '../../support/limits.ts';
import { tempDir } from '../../support/temp.ts';

describe('mapConcurrent', () => {
  it('keeps the order and the limit', async () => {
    let now = 0;
    let most = 0;
    const results = await mapConcurrent([30, 5, 20, 1, 10], 2, async (ms, index) => {
      most = Math.max(most, ++now);
      await systemClock.sleep(anywhere(ms));
      now--;
      return `${index}:${ms}`;
    });
    expect(results).toEqual(['0:30', '1:5', '2:20', '3:1', '4:10']);
    expect(most).toBe(2);
    expect(await mapConcurrent([], 3, async () => 1)).toEqual([]);
  });

  it('ends with the first failure', async () => {
    const failing = mapConcurrent([1, 2, 3], 2, async (n) => {
      if (n === 2) throw new Error('two');
      return n;
    });
    await expect(failing).rejects.toThrow('two');
  });
});

describe('mapStrings', () => {
  it('changes every string, keeps everything else, and is not fooled by keys', () => {
    const value = JSON.parse('{"a":"x","b":[1,"y",null,{"c":true,"__proto__":"z"}]}') as unknown;
    const mapped = mapStrings(value, (text) => text.toUpperCase());
    expect(JSON.stringify(mapped)).toBe('{"a":"X","b":[1,"Y",null,{"c":true,"__proto__":"Z"}]}');
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});

describe('errors', () => {
  it('become one family', () => {
    const known = new MaestroError('a.b', 'It broke.', { remedy: 'Mend it.' });
    expect(asMaestroError(known)).toBe(known);
    expect(describeError(known)).toBe('It broke. Mend it. [a.b]');
    expect(asMaestroError('text')).toMatchObject({ code: 'internal.unexpected', message: 'text' });
    const abort = new DOMException('stop', 'AbortError');
    expect(isAbort(abort)).toBe(true);
    expect(asMaestroError(abort).code).toBe('run.cancelled');
    // A limit of ours is no defect, and nobody who has cancelled anything.
    const limit = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    expect(isAbort(limit)).toBe(false);
    expect(asMaestroError(limit)).toMatchObject({ code: 'run.timeout', remedy: expect.any(String) });
  });
});

describe('systemClock', () => {
  it('sleeps, and wakes when it is told to', async () => {
    const stop = new AbortController();
    const sleeping = systemClock.sleep(HANG_MS, stop.signal);
    stop.abort(new Error('wake'));
    await expect(sleeping).rejects.toThrow('wake');
    await expect(systemClock.sleep(reached(1), AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
    await systemClock.sleep(reached(1));
  });
});

describe('homeFrom', () => {
  it('is in the user’s home unless it is moved', () => {
    expect(homeFrom({}).root).toMatch(/Maestro-Symphony$/);
    expect(homeFrom({ MAESTRO_HOME: '/x' })).toMatchObject({
      root: '/x',
      logs: join('/x', '.maestro', 'logs'),
      orchestrator: join('/x', '.maestro', 'orchestrator'),
    });
  });
});

describe('folderChanges', () => {
  it('gives a first hint at once, another after a change, and ends when it is told to', async () => {
    const dir = await tempDir();
    const stop = new AbortController();
    let hints = 0;
    for await (const _hint of folderChanges(dir, stop.signal, HANG_MS)) {
      hints++;
      if (hints === 1) setTimeout(() => void writeFile(join(dir, 'x'), ''), anywhere(10));
      else stop.abort();
    }
    expect(hints).toBe(2);
  });

  it('looks by itself where nothing can be watched', async () => {
    const stop = new AbortController();
    let hints = 0;
    for await (const _hint of folderChanges(join(await tempDir(), 'none'), stop.signal, 5))
      if (++hints === 3) stop.abort();
    expect(hints).toBe(3);
  });
});

describe('folderSize', () => {
  it('adds up the files below, following no link', async () => {
    const dir = await tempDir();
    await writeFile(join(dir, 'a'), 'x'.repeat(1_000));
    expect(await folderSize(dir, new AbortController().signal)).toBe(1_000);
    expect(await folderSize(join(dir, 'none'), new AbortController().signal)).toBe(0);
    await expect(folderSize(dir, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  });
});
