// Counts of a run: what each stage comes to, what took longest, and the sum.

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @returns {Counts} */
export const none = () => ({ passed: 0, failed: 0, skipped: 0 });

/** @param {Counts} to @param {Counts} more */
export function add(to, { passed, failed, skipped }) {
  to.passed += passed;
  to.failed += failed;
  to.skipped += skipped;
}

/** `3 passed, 1 failed`: what there is none of is left out, but for those that passed. */
export function inWords({ passed, failed, skipped }) {
  const words = [`${passed} passed`];
  if (failed > 0) words.push(`${failed} failed`);
  if (skipped > 0) words.push(`${skipped} skipped`);
  return words.join(', ');
}

/** The closing line, which programs read. */
export const closingLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/**
 * A row for each stage.
 * @param {Map<string, { counts: Counts, ms: number }>} stages
 */
export function table(stages) {
  const rows = [...stages].map(([name, { counts, ms }]) => [
    name,
    ...[counts.passed, counts.failed, counts.skipped].map(String),
    (ms / 1000).toFixed(1),
  ]);
  return inColumns([['stage', 'passed', 'failed', 'skipped', 'seconds'], ...rows]);
}

/** The first column to the left, the others to the right. */
function inColumns(rows) {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])))
      .join('  ')
      .trimEnd(),
  );
}

/** @param {{ name: string, ms: number }[]} files */
export function slowest(files, count = 10) {
  return [...files].sort((a, b) => b.ms - a.ms).slice(0, count);
}
