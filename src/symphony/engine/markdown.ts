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
