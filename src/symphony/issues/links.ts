import type { Range } from '../../runner/documents/spans.ts';

/** A Markdown link whose text ends in `.md`. */
export interface Link extends Range {
  text: string;
  address: string;
}

const MAX_ADDRESS = 4_096;

/** The links `[name.md](address)` of a line, images left out. Linear: nothing is looked at twice. */
export function linksIn(line: string): Link[] {
  const links: Link[] = [];
  let open = -1;
  for (let at = 0; at < line.length; at++) {
    const char = line[at];
    if (char === '\\') at++;
    else if (char === '[') open = at;
    else if (char === ']') {
      const start = open;
      open = -1;
      if (start < 0 || line[start - 1] === '!' || line[at + 1] !== '(') continue;
      const text = line
        .slice(start + 1, at)
        .trim()
        .replace(/^`+|`+$/g, '')
        .trim();
      if (!text.endsWith('.md')) continue;
      const target = targetAt(line, at + 2);
      if (!target) continue;
      links.push({ start, end: target.end, text, address: target.address });
      at = target.end - 1;
    }
  }
  return links;
}

/** The address of a link, from behind its parenthesis; a title is dropped. */
function targetAt(line: string, from: number): { address: string; end: number } | undefined {
  const start = from + (line[from] === '<' ? 1 : 0);
  let depth = 0;
  let address: string | undefined;
  for (let at = start; at < line.length && at - start < MAX_ADDRESS; at++) {
    const char = line[at] as string;
    // These cannot stand in an address; stopping at them keeps a line of unclosed links linear.
    if (char === '[' || char === '`') return undefined;
    if (address === undefined && (char === ' ' || char === '\t' || char === '>'))
      address = line.slice(start, at);
    if (char === '(') depth++;
    if (char === ')' && depth-- === 0) return { address: address ?? line.slice(start, at), end: at + 1 };
  }
  return undefined;
}
