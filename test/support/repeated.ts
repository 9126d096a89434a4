/** Chunks of a byte stream that repeats these lines, `bytes` bytes in all. */
export function* repeated(lines: readonly string[], bytes: number): Generator<Buffer> {
  const once = `${lines.join('\n')}\n`;
  const chunk = Buffer.from(once.repeat(Math.ceil(64_000 / once.length)));
  // As a pipe delivers them: a chunk ends anywhere in a line.
  for (let sent = 0; sent < bytes; sent += chunk.length) {
    yield chunk.subarray(0, 30_000);
    yield chunk.subarray(30_000);
  }
}
