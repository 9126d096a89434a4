/** The end of a text that is too long to be held. */
export interface Tail {
  lines: string[];
  /** How many lines before them were left out. */
  left: number;
}

/** The last of many lines, about `maxChars` characters of them, in memory of that size. */
export async function tailOf(batches: AsyncIterable<readonly string[]>, maxChars: number): Promise<Tail> {
  let kept: { lines: readonly string[]; chars: number }[] = [];
  let chars = 0;
  let left = 0;
  for await (const lines of batches) {
    const size = lines.reduce((sum, line) => sum + line.length + 1, 0);
    kept.push({ lines, chars: size });
    chars += size;
    // The newest batch stays, however long it is.
    for (let first = kept[0]; first && kept.length > 1 && chars > maxChars; first = kept[0]) {
      kept = kept.slice(1);
      chars -= first.chars;
      left += first.lines.length;
    }
  }
  return { lines: kept.flatMap(({ lines }) => lines), left };
}
