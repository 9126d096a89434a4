import { appendFileSync, readFileSync } from 'node:fs';

/** How a test of the suite ended. */
export interface Outcome {
  /** Its group's title and its own. */
  titles: string[];
  state: 'passed' | 'failed' | 'skipped';
  /** What a failure said. */
  error?: string;
}

/** Written down at once, line by line: a suite that hangs has told what it knows. */
export function tell(file: string, outcome: Outcome): void {
  appendFileSync(file, `${JSON.stringify(outcome)}\n`);
}

/** What a suite has told; the end of it was reached when `isWhole`. */
export function readOutcomes(file: string): { outcomes: Outcome[]; isWhole: boolean } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // It did not even begin.
    return { outcomes: [], isWhole: false };
  }
  const lines = text.split('\n').filter(Boolean);
  const isWhole = lines.at(-1) === END;
  return { outcomes: (isWhole ? lines.slice(0, -1) : lines).map((line) => JSON.parse(line)), isWhole };
}

const END = '"end"';

/** The last line. */
export function tellEnd(file: string): void {
  appendFileSync(file, `${END}\n`);
}
