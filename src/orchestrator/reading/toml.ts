import { parse, TomlError } from 'smol-toml';
import { MaestroError } from '../../platform/errors.ts';

/** A TOML text and where its keys stand. */
export interface TomlText {
  value: Record<string, unknown>;
  /** 1-based line (in the whole file) of a key by its path; that of the nearest table above it when it is not found. */
  lineOf(path: readonly PropertyKey[]): number | null;
}

/**
 * Parses TOML. `firstLine` is the line of the file on which the text begins.
 * @throws MaestroError with the code, `data.line` and the parser's words.
 */
export function parseToml(text: string, code: string, firstLine = 1): TomlText {
  try {
    const value = parse(text) as Record<string, unknown>;
    // An element of a list stands on the line of its list.
    const keys = (path: readonly PropertyKey[]): string[] => path.filter((key) => typeof key === 'string');
    return { value, lineOf: (path) => lineOf(text, keys(path), firstLine) };
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const [words = ''] = cause.message.split('\n');
    throw new MaestroError(code, `It is not valid TOML: ${words.replace('Invalid TOML document: ', '')}.`, {
      cause,
      data: { line: firstLine + cause.line - 1 },
    });
  }
}

/** Good enough for a message: a table's header, then the key under it. */
function lineOf(text: string, path: readonly string[], firstLine: number): number | null {
  const lines = text.split('\n');
  const table = path.slice(0, -1).join('.');
  const key = path.at(-1) ?? '';
  let current = '';
  let header: number | null = null;
  for (const [at, line] of lines.entries()) {
    const found = /^\s*\[([^\]]+)\]/.exec(line)?.[1];
    if (found !== undefined) current = found.replace(/["'\s]/g, '');
    if (found !== undefined && (current === table || current === path.join('.'))) header = at;
    const name = /^\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_.-]+))\s*=/.exec(line);
    const whole = [current, name?.[1] ?? name?.[2] ?? name?.[3] ?? ''].filter(Boolean).join('.');
    if (name && (whole === path.join('.') || (current === table && whole.endsWith(`.${key}`))))
      return at + firstLine;
  }
  return header === null ? null : header + firstLine;
}
