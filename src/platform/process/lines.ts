import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** The longest line that is kept whole; the rest of a longer one is dropped. */
export const MAX_LINE_CHARS = 10 * 1024 * 1024;

/** The lines of a byte stream, without their ends (\n or \r\n); the last one also when it has no end. */
export async function* splitLines(stream: Readable, maxChars = MAX_LINE_CHARS): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  let length = 0;
  const add = (text: string): void => {
    const room = maxChars - length;
    if (room <= 0) return;
    parts.push(text.length > room ? text.slice(0, room) : text);
    length += text.length;
  };
  const take = (): string => {
    const line = parts.join('');
    parts = [];
    length = 0;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  };
  for await (const chunk of stream) {
    const text = decoder.write(chunk as Buffer);
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      add(text.slice(from, at));
      yield take();
      from = at + 1;
    }
    if (from < text.length) add(text.slice(from));
  }
  const rest = decoder.end();
  if (rest) add(rest);
  if (length > 0) yield take();
}
