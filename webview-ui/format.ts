/** Numbers, money, days and times of the panel, in the user's language. */
export interface Format {
  count(value: number): string;
  /** `1.2M`. */
  short(value: number): string;
  money(value: number): string;
  day(day: string): string;
  duration(ms: number): string;
  days(count: number): string;
}

/** @param locale BCP 47. */
export function formatIn(locale: string): Format {
  const count = new Intl.NumberFormat(locale);
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD' });
  // A day is a label already: read as UTC so that no time zone moves it.
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const unit = (value: number, name: string, unitDisplay: 'short' | 'long' = 'short'): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay }).format(value);
  return {
    count: (value) => count.format(value),
    short: (value) => short.format(value),
    money: (value) => money.format(value),
    day: (text) => day.format(new Date(`${text}T00:00:00Z`)),
    days: (value) => unit(value, 'day', 'long'),
    duration(ms) {
      const minutes = Math.round(ms / 60_000);
      if (minutes < 1) return unit(Math.round(ms / 1_000), 'second');
      if (minutes < 60) return unit(minutes, 'minute');
      return `${unit(Math.floor(minutes / 60), 'hour')} ${unit(minutes % 60, 'minute')}`;
    },
  };
}
