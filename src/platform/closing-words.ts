// GitHub's closing keywords (see github/closing.ts), before something that may be an issue. Every repetition is bounded.
const CLOSING =
  /\b(close[sd]?|fix(?:e[sd])?|resolve[sd]?)([ \t]{0,4}:?\s{1,16})(?=[A-Za-z0-9._/-]{0,140}#\d|https?:)/gi;

/** The text with nothing in it that would close an issue: a dash parts the keyword from the number. Still readable. */
export function withoutClosing(text: string): string {
  return text.replace(CLOSING, '$1 – ');
}
