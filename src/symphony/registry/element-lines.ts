const SPACE = /\s/;

/**
 * The 1-based line on which each element of the root object's list `key` begins, for a text that `JSON.parse` took
 * (with other text the numbers mean nothing). Of several lists under that key the last one counts, as it does for the
 * parser. One pass, no recursion: neither length nor depth matter.
 */
export function elementLines(text: string, key: string): number[] {
  let lines: number[] = [];
  let line = 1;
  let depth = 0;
  let inList = false;
  let expectsName = false;
  let name = '';
  let expectsElement = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '\n') line++;
    if (SPACE.test(char)) continue;
    if (expectsElement && depth === 2 && char !== ']') lines.push(line);
    expectsElement = false;
    if (char === '"') {
      const end = endOfString(text, at);
      if (expectsName && depth === 1) name = JSON.parse(text.slice(at, end + 1)) as string;
      expectsName = false;
      at = end;
    } else if (char === '{' || char === '[') {
      depth++;
      expectsName = char === '{' && depth === 1;
      if (char === '[' && depth === 2 && name === key) {
        lines = [];
        inList = true;
        expectsElement = true;
      }
    } else if (char === '}' || char === ']') {
      depth--;
      if (depth === 1) inList = false;
    } else if (char === ',') {
      expectsName = depth === 1;
      expectsElement = inList && depth === 2;
    }
  }
  return lines;
}

/** Where the string that begins at `from` has its closing quote. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
