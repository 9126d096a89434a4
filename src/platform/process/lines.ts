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
    return withoutReturn(line);
  };
  for await (const chunk of stream) {
    const text = decoder.write(chunk as Buffer);
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      const line = text.slice(from, at);
      // Mostly a line comes whole.
      if (length === 0 && line.length <= maxChars) yield withoutReturn(line);
      else {
        add(line);
        yield take();
      }
      from = at + 1;
    }
    if (from < text.length) add(text.slice(from));
  }
  const rest = decoder.end();
  if (rest) add(rest);
  if (length > 0) yield take();
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** The lines of several sources as they come; each line stays whole. A source that breaks has ended. */
export async function* mergeLines(sources: readonly AsyncGenerator<string>[]): AsyncGenerator<string> {
  const next = (source: AsyncGenerator<string>) =>
    source.next().then(
      ({ done, value }) => ({ source, line: done ? null : value }),
      () => ({ source, line: null }),
    );
  const waiting = new Map(sources.map((source) => [source, next(source)]));
  while (waiting.size > 0) {
    const { source, line } = await Promise.race(waiting.values());
    if (line === null) waiting.delete(source);
    else {
      waiting.set(source, next(source));
      yield line;
    }
  }
}
