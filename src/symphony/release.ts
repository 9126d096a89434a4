/** The day of this program's first release (UTC). */
export const FIRST_RELEASE = '2026-12-01';
