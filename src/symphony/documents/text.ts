import { MaestroError } from '../../platform/errors.ts';
import { MAX_DOCUMENT_BYTES } from '../../runner/documents/limits.ts';

/**
 * The text of a document's bytes: UTF-8, at most 1 MiB, without NUL.
 * @throws MaestroError `document.too-large`, `document.not-text`.
 */
export function documentText(path: string, bytes: Uint8Array): string {
  if (bytes.byteLength > MAX_DOCUMENT_BYTES) throw tooLarge(path);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Not UTF-8: told below, the same as for a NUL.
  }
  throw notText(path);
}

/** The error for a document of more than 1 MiB. */
export function tooLarge(path: string): MaestroError {
  return new MaestroError(
    'document.too-large',
    `The document ${JSON.stringify(path)} is larger than 1 MiB.`,
    { remedy: 'Ask the maintainers for a shorter one.' },
  );
}

/** The error for a document that is no plain text. */
export function notText(path: string): MaestroError {
  return new MaestroError('document.not-text', `The document ${JSON.stringify(path)} is not UTF-8 text.`, {
    remedy: 'Ask the maintainers to provide it as plain Markdown.',
  });
}

/** The error for a document that is listed and not there; `where` completes "The document X …". */
export function missingDocument(path: string, where: string): MaestroError {
  return new MaestroError('document.missing', `The document ${JSON.stringify(path)} ${where}.`, {
    remedy: 'Comment on the issue to let the maintainers know that the list of documents needs correcting.',
  });
}

/** The error for a halt marker that was there before anybody began. */
export function staleHalt(path: string, { line, reason }: { line: number; reason: string }): MaestroError {
  return new MaestroError(
    'document.halted',
    `${path}, line ${line}, contains an old halt marker: ${reason}.`,
    { remedy: 'Ask the maintainers to resolve it and remove it, then start again.' },
  );
}
