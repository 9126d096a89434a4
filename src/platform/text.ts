// CSI, OSC, DCS and single-character escapes, then the C0/C1 controls that are left (tab and newline stay). An OSC or
// DCS that is not ended in its line loses only its introducer: it must not swallow the text that follows.
const ESCAPES =
  // biome-ignore lint/complexity/useRegexLiterals: the escapes read better in a string.
  new RegExp(
    '\\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\n\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)|[PX^_][^\\n\\u001b]*\\u001b\\\\|[ -/]*[0-~])',
    'g',
  );
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
// Bidirectional overrides and isolates can make text read differently from what it is (CVE-2021-42574).
const BIDI = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/g;
// The tag characters (U+E0000 and up) spell ASCII that nobody sees.
const ZERO_WIDTH = /[\u200b-\u200d\u2060-\u2064\ufeff\u00ad\u180e]|\udb40[\udc00-\udc7f]/g;

// Whatever the patterns above match begins with one of these, or with a carriage return: most texts have none.
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/;
const UNSEEN = /[\u200b-\u200d\u2060-\u2064\ufeff\u00ad\u180e\udb40]/;

/** Text safe to print on a terminal: no escape sequences, no control or direction-changing characters; keeps \n and \t. */
export function stripControls(text: string): string {
  if (!UNSAFE.test(text)) return text;
  return text.replace(/\r\n?/g, '\n').replace(ESCAPES, '').replace(CONTROLS, '').replace(BIDI, '');
}

/** One visible line, at most `max` characters: controls and zero-width characters gone, white space folded. */
export function oneLine(text: string, max = 200): string {
  // Every message of an agent comes by here: mostly its beginning is enough.
  const head = text.slice(0, max * 2);
  if (!UNSAFE.test(head) && !UNSEEN.test(head)) {
    const flat = fold(head);
    if (head.length === text.length || flat.length > max) return truncate(flat, max);
  }
  return truncate(fold(stripControls(text.slice(0, max * 20)).replace(ZERO_WIDTH, '')), max);
}

/** White space of any length becomes one space; at the ends none. */
function fold(text: string): string {
  // What is one space already is not matched: that would be every word.
  return text.replace(/\s{2,}|[^\S ]/g, ' ').trim();
}

/** At most `max` characters, with an ellipsis when cut; never cuts a surrogate pair in two. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max < 1) return '';
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** `1 task`, `2 tasks`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
