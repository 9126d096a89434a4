import { describe, expect, it } from 'vitest';
import { ago, bytes, columns, count, duration, money } from '../../../src/cli/render/format.ts';

describe('numbers for people', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_000, '1 s'],
    [59_400, '59 s'],
    [60_000, '1 min'],
    [200_000, '3 min 20 s'],
    [3_600_000, '1 h'],
    [7_500_000, '2 h 5 min'],
  ])('%d ms is %s', (ms, text) => expect(duration(ms)).toBe(text));

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [12_400_000, '12.4 MB'],
    [404_000_000, '404 MB'],
  ])('%d bytes are %s', (size, text) => expect(bytes(size)).toBe(text));

  it('never shows an unknown price as nothing', () => {
    expect(money(null)).toBe('unknown');
    expect(money(0)).toBe('$0.0000');
    expect(money(12.345)).toBe('$12.35');
  });

  it('groups thousands', () => expect(count(1_234_567)).toBe('1,234,567'));

  it('tells how long ago', () => {
    const now = new Date('2026-11-21T12:00:00Z');
    expect(ago('2026-11-21T11:59:40Z', now)).toBe('just now');
    expect(ago('2026-11-21T11:55:00Z', now)).toBe('5 min ago');
    expect(ago('2026-11-20T12:00:00Z', now)).toBe('24 h ago');
    expect(ago('2026-11-11T12:00:00Z', now)).toBe('10 days ago');
    expect(ago('not a date', now)).toBe('just now');
  });

  it('pads all columns but the last', () =>
    expect(
      columns([
        ['a', 'bb', 'c'],
        ['aaa', 'b', 'cc'],
      ]),
    ).toEqual(['a    bb  c', 'aaa  b   cc']));
});
