import { oneLine } from '../../platform/text.ts';

/**
 * A stranger's text as a Markdown code span: one line in which nothing is a mention, a reference, a link or HTML.
 * The fence is longer than any run of backticks in it (CommonMark 0.31, section 6.1).
 */
export function codeSpan(text: string, max = 200): string {
  const flat = oneLine(text, max) || ' ';
  const runs = flat.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const pad = flat.startsWith('`') || flat.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${flat}${pad}${fence}`;
}

// The closing keywords of github/closing.ts, before something that may be an issue. Every repetition is bounded.
const CLOSING =
  /\b(close[sd]?|fix(?:e[sd])?|resolve[sd]?)([ \t]{0,4}:?\s{1,16})(?=[A-Za-z0-9._/-]{0,140}#\d|https?:)/gi;

/** The text with nothing in it that would close an issue: a dash parts the keyword from the number. Still readable. */
export function withoutClosing(text: string): string {
  return text.replace(CLOSING, '$1 – ');
}
