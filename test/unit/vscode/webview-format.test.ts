import { describe, expect, it } from 'vitest';
import { formatIn } from '../../../webview-ui/format.ts';

describe('the numbers of the panels', () => {
  const en = formatIn('en');

  it.each([
    [0, '0 sec'],
    [29_400, '29 sec'],
    [60_000, '1 min'],
    [3_600_000, '1 hr 0 min'],
    [7_500_000, '2 hr 5 min'],
  ])('%d ms are %s', (ms, expected) => {
    expect(en.duration(ms)).toBe(expected);
  });

  it('keeps a day the day it is, in every time zone', () => {
    expect(en.day('2026-03-01')).toBe('Mar 1, 2026');
  });

  it('shortens what is large and counts what is not', () => {
    expect(en.short(2_493)).toBe('2.5K');
    expect(en.short(10_000_000)).toBe('10M');
    expect(en.count(1_234_567)).toBe('1,234,567');
    expect(en.days(1)).toBe('1 day');
    expect(en.days(7)).toBe('7 days');
    expect(en.money(1.5)).toBe('$1.50');
  });

  it('speaks the language of the editor', () => {
    const de = formatIn('de');
    expect(de.count(1_234_567)).toBe('1.234.567');
    expect(de.days(2)).toBe('2 Tage');
  });
});
