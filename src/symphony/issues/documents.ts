import { oneLine } from '../../platform/text.ts';
import { isWithin } from '../../runner/documents/spans.ts';
import type { DocumentFact } from '../journal/events.ts';
import type { Problem } from '../problem.ts';
import { type BodyLine, bodyLines } from './body-lines.ts';
import { type Checked, checkAddress, checkPath } from './document-path.ts';
import { linksIn } from './links.ts';

/** The largest body that is read, in bytes of UTF-8. */
const MAX_BODY_BYTES = 1024 * 1024;
const LIST_MARKER = /^(?:[-*+]|\d{1,9}[.)])[ \t]+/;
const BOX = /^\[[ xX]\][ \t]+/;

/** The documents that an issue's body lists, in order, and what was refused or left out. */
export interface DocumentList {
  documents: DocumentFact[];
  problems: Problem[];
}

/**
 * Reads the list of documents in an issue's body: paths ending in `.md`, each alone on its line or list item, with or
 * without backticks (in code fences too), and Markdown links to external ones. Nothing in HTML comments counts. Never
 * throws; refused documents are problems with their lines. Linear in the body, which is read up to 1 MiB.
 */
export function readDocumentList(body: string): DocumentList {
  const { text, problems } = limited(body);
  const list: DocumentList = { documents: [], problems };
  const lineOf = new Map<string, number>();
  for (const line of bodyLines(text))
    for (const { name, checked, shown } of mentionsIn(line)) {
      if ('refused' in checked) {
        list.problems.push(refusal(shown, checked.refused, line.number));
        continue;
      }
      const first = lineOf.get(checked.value);
      if (first !== undefined) {
        list.problems.push(duplicate(shown, first, line.number));
        continue;
      }
      lineOf.set(checked.value, line.number);
      list.documents.push({ name, path: checked.value, external: /^https:\/\//.test(checked.value) });
    }
  return list;
}

interface Mention {
  name: string;
  /** As it was written. */
  shown: string;
  checked: Checked;
}

function mentionsIn(line: BodyLine): Mention[] {
  // Almost no line of a body names a document.
  if (!line.visible.includes('.md')) return [];
  const path = pathOf(line);
  if (path !== undefined) {
    const checked = checkPath(path);
    const name = baseName('value' in checked ? checked.value : path);
    return [{ name, shown: path, checked }];
  }
  if (line.fenced) return [];
  return linksIn(line.visible)
    .filter(({ start }) => !isWithin(line.code, start))
    .map(({ text, address }) => ({ name: baseName(text), shown: address, checked: checkAddress(address) }));
}

/** The one path that the line holds; undefined when it holds something else. */
function pathOf({ visible }: BodyLine): string | undefined {
  const item = visible.trim().replace(LIST_MARKER, '').replace(BOX, '').trim();
  const bare = withoutBackticks(item);
  if (!bare.endsWith('.md')) return undefined;
  // Only backticks hold together a path with spaces; links have a syntax of their own.
  if (bare === item && (/\s/.test(bare) || bare.includes('](') || bare.includes('`'))) return undefined;
  return bare;
}

function withoutBackticks(text: string): string {
  let width = 0;
  while (text[width] === '`') width++;
  if (width === 0 || text.length <= 2 * width || !text.endsWith('`'.repeat(width))) return text;
  const inner = text.slice(width, -width);
  return inner.includes('`') ? text : inner.trim();
}

/** A file name that is safe to show and to use: the last segment, without anything invisible. */
function baseName(path: string): string {
  return oneLine(path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1), 255);
}

function refusal(shown: string, why: string, line: number): Problem {
  const message = `The document ${JSON.stringify(oneLine(shown, 120))} is refused: it ${why}.`;
  return { severity: 'error', code: 'issue.document-refused', message, line };
}

function duplicate(shown: string, first: number, line: number): Problem {
  const message = `The document ${JSON.stringify(oneLine(shown, 120))} is listed on line ${first} already.`;
  return { severity: 'warning', code: 'issue.document-twice', message, line };
}

/** The part of the body that is read: whole lines within the limit. */
function limited(body: string): { text: string; problems: Problem[] } {
  if (Buffer.byteLength(body) <= MAX_BODY_BYTES) return { text: body, problems: [] };
  const head = Buffer.from(body).subarray(0, MAX_BODY_BYTES).toString('utf8');
  const text = head.slice(0, Math.max(head.lastIndexOf('\n'), 0));
  const message = 'The body is larger than 1 MiB: what stands behind that is not read.';
  return { text, problems: [{ severity: 'error', code: 'issue.too-large', message, line: null }] };
}
