// The published shapes of GitHub tokens, the commonest model keys, and credentials inside a URL.
const SHAPES: readonly RegExp[] = [
  /\bgh[pousr]_[A-Za-z0-9]{20,255}\b/g,
  /\bgithub_pat_[A-Za-z0-9_]{22,255}\b/g,
  /\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}\b/g,
  /\blin_(?:api|oauth)_[A-Za-z0-9]{20,}\b/g,
  /\bnpm_[A-Za-z0-9]{36}\b/g,
  /\bAIza[A-Za-z0-9_-]{35}\b/g,
];
const URL_CREDENTIALS = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:?[^\s/@]*@/gi;

/** Removes secrets from text before it reaches a log, a journal or an error. */
export type Redact = (text: string) => string;

/** A redactor for the given secret values (empty and very short ones are ignored) and every known token shape. */
export function redactor(secrets: readonly (string | undefined)[] = []): Redact {
  const known = [...new Set(secrets.filter((secret): secret is string => !!secret && secret.length >= 6))];
  known.sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const secret of known) clean = clean.replaceAll(secret, '[redacted]');
    for (const shape of SHAPES) clean = clean.replace(shape, '[redacted]');
    return clean.replace(URL_CREDENTIALS, '$1[redacted]@');
  };
}
