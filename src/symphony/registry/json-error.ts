const SPACE = /[ \t\n\r]*/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const UNICODE_ESCAPE = /u[0-9a-fA-F]{4}/y;

/** What may come next. `first` also allows the end of an empty object or list. */
type Expected = 'value' | 'first value' | 'name' | 'first name' | 'colon' | 'comma' | 'nothing';

/**
 * The 1-based line of the first place at which a text stops being JSON; null when all of it is. `JSON.parse` says it only
 * for some mistakes, and not for a trailing comma. One pass, no recursion.
 */
export function jsonErrorLine(text: string): number | null {
  const at = jsonErrorAt(text);
  return at === null ? null : (text.slice(0, at).match(/\n/g)?.length ?? 0) + 1;
}

function jsonErrorAt(text: string): number | null {
  const closers: string[] = [];
  let expected: Expected = 'value';
  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, at)) {
    const char = text[at] as string;
    const isEnd = char === closers.at(-1) && (expected === 'comma' || expected.startsWith('first'));
    if (isEnd) {
      closers.pop();
      expected = closers.length > 0 ? 'comma' : 'nothing';
      at++;
    } else if (expected === 'comma' && char === ',') {
      expected = closers.at(-1) === '}' ? 'name' : 'value';
      at++;
    } else if (expected === 'colon' && char === ':') {
      expected = 'value';
      at++;
    } else if (expected.endsWith('name') && char === '"') {
      const end = stringEnd(text, at);
      if (end.wrong) return end.at;
      expected = 'colon';
      at = end.at;
    } else if (!expected.endsWith('value')) return at;
    else if (char === '{' || char === '[') {
      closers.push(char === '{' ? '}' : ']');
      expected = char === '{' ? 'first name' : 'first value';
      at++;
    } else {
      const end = char === '"' ? stringEnd(text, at) : scalarEnd(text, at);
      if (end.wrong) return end.at;
      expected = closers.length > 0 ? 'comma' : 'nothing';
      at = end.at;
    }
  }
  return expected === 'nothing' ? null : text.length;
}

function skipSpace(text: string, from: number): number {
  SPACE.lastIndex = from;
  SPACE.test(text);
  return SPACE.lastIndex;
}

/** The place behind a token that begins at `from`, or the place in it that is wrong. */
interface TokenEnd {
  at: number;
  wrong: boolean;
}

function scalarEnd(text: string, from: number): TokenEnd {
  SCALAR.lastIndex = from;
  return SCALAR.test(text) ? { at: SCALAR.lastIndex, wrong: false } : { at: from, wrong: true };
}

function stringEnd(text: string, from: number): TokenEnd {
  for (let at = from + 1; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '"') return { at: at + 1, wrong: false };
    if (char < ' ') return { at, wrong: true };
    if (char !== '\\') continue;
    at++;
    UNICODE_ESCAPE.lastIndex = at;
    if (UNICODE_ESCAPE.test(text)) at = UNICODE_ESCAPE.lastIndex - 1;
    else if (!'"\\/bfnrt'.includes(text[at] ?? '?')) return { at, wrong: true };
  }
  return { at: text.length, wrong: true };
}
