/** A local calendar day, `YYYY-MM-DD`. */
export type Day = string;

/** Tells the calendar day of a moment in a time zone (IANA name; by default the machine's). */
export function dayTeller(timeZone?: string): {
  readonly timeZone: string;
  dayOf(moment: Date | string): Day;
} {
  return timeZone === undefined ? OWN_ZONE : tellerFor(timeZone);
}

/** Without `Intl`, whose data take 9 MB of memory: engines ask for nothing else. */
const OWN_ZONE = {
  get timeZone(): string {
    return new Intl.DateTimeFormat().resolvedOptions().timeZone;
  },
  dayOf(moment: Date | string): Day {
    const date = new Date(moment);
    return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  },
};

function tellerFor(timeZone: string): ReturnType<typeof dayTeller> {
  // A Gregorian calendar with Western digits, whatever the machine's language is.
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return {
    timeZone: format.resolvedOptions().timeZone,
    dayOf(moment) {
      const parts = new Map(format.formatToParts(new Date(moment)).map(({ type, value }) => [type, value]));
      return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
    },
  };
}

/** The day before. Days are counted on the calendar, so a day of 23 or 25 hours is a day. */
export function dayBefore(day: Day): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** For each of the days, in order, how many consecutive ones end with it. */
export function runLengths(days: Iterable<Day>): Map<Day, number> {
  const lengths = new Map<Day, number>();
  for (const day of [...new Set(days)].sort()) lengths.set(day, (lengths.get(dayBefore(day)) ?? 0) + 1);
  return lengths;
}

/** The current streak (today counts, but may still be open) and the longest one. */
export function streakOf(days: Iterable<Day>, today: Day): { current: number; longest: number } {
  const lengths = runLengths(days);
  return {
    current: lengths.get(today) ?? lengths.get(dayBefore(today)) ?? 0,
    longest: Math.max(0, ...lengths.values()),
  };
}
