import { plural } from '../../platform/text.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago something was: `a moment`, `5 minutes`, `3 hours`, `12 days`. */
export function ageInWords(ms: number): string {
  if (ms < MINUTE) return 'a moment';
  if (ms < HOUR) return plural(Math.floor(ms / MINUTE), 'minute');
  if (ms < 2 * DAY) return plural(Math.floor(ms / HOUR), 'hour');
  return plural(Math.floor(ms / DAY), 'day');
}
