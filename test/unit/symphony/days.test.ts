import { describe, expect, it } from 'vitest';
import { dayBefore, dayTeller, streakOf } from '../../../src/symphony/days.ts';

describe('the local day of a moment', () => {
  it.each([
    ['UTC', '2026-03-01T00:00:00Z', '2026-03-01'],
    ['UTC', '2026-02-28T23:59:59.999Z', '2026-02-28'],
    ['America/Los_Angeles', '2026-03-01T07:59:59Z', '2026-02-28'],
    ['America/Los_Angeles', '2026-03-01T08:00:00Z', '2026-03-01'],
    // Clocks go forward on 8 March and back on 1 November 2026.
    ['America/Los_Angeles', '2026-03-09T06:59:59Z', '2026-03-08'],
    ['America/Los_Angeles', '2026-03-09T07:00:00Z', '2026-03-09'],
    ['America/Los_Angeles', '2026-11-02T07:59:59Z', '2026-11-01'],
    ['Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['Asia/Kathmandu', '2026-01-01T18:14:59Z', '2026-01-01'],
    ['Asia/Kathmandu', '2026-01-01T18:15:00Z', '2026-01-02'],
    ['Pacific/Kiritimati', '2026-01-01T10:00:00Z', '2026-01-02'],
    ['Pacific/Pago_Pago', '2026-01-01T10:00:00Z', '2025-12-31'],
  ])('in %s at %s is %s', (zone, moment, day) => {
    expect(dayTeller(zone).dayOf(moment)).toBe(day);
    expect(dayTeller(zone).dayOf(new Date(moment))).toBe(day);
  });

  it('is the machine’s own by default', () => {
    const own = dayTeller();
    expect(own.timeZone).toBe(new Intl.DateTimeFormat().resolvedOptions().timeZone);
    const told = dayTeller(own.timeZone);
    for (let hour = 0; hour < 24 * 366; hour += 7) {
      const moment = new Date(Date.UTC(2026, 0, 1, hour, 59, 59));
      expect(own.dayOf(moment)).toBe(told.dayOf(moment));
    }
    expect(() => own.dayOf('no moment')).toThrow(RangeError);
  });
});

describe('dayBefore', () => {
  it.each([
    ['2026-03-01', '2026-02-28'],
    ['2024-03-01', '2024-02-29'],
    ['2026-01-01', '2025-12-31'],
    ['2026-03-09', '2026-03-08'],
  ])('%s: %s', (day, before) => {
    expect(dayBefore(day)).toBe(before);
  });
});

describe('streakOf', () => {
  const today = '2026-03-10';
  it.each([
    ['nothing', [], { current: 0, longest: 0 }],
    ['only today', ['2026-03-10'], { current: 1, longest: 1 }],
    ['today is still open', ['2026-03-08', '2026-03-09'], { current: 2, longest: 2 }],
    ['broken the day before yesterday', ['2026-03-07', '2026-03-08'], { current: 0, longest: 2 }],
    ['several on a day count once', ['2026-03-10', '2026-03-10', '2026-03-09'], { current: 2, longest: 2 }],
    [
      'a gap',
      ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-09', '2026-03-10'],
      { current: 2, longest: 3 },
    ],
    [
      'over the end of a month, in any order',
      ['2026-03-01', '2026-02-27', '2026-02-28'],
      { current: 0, longest: 3 },
    ],
    ['days of 23 and 25 hours', ['2026-03-07', '2026-03-08', '2026-03-09'], { current: 3, longest: 3 }],
  ])('%s', (_name, days, streak) => {
    expect(streakOf(days, today)).toEqual(streak);
  });
});
