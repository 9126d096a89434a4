// The published shapes of GitHub tokens, the commonest model keys, and credentials inside a URL.
const SHAPES: readonly RegExp[] = [
  /\bgh[pousr]_[A-Za-z0-9]{20,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{22,}/g,
  /\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}/g,
  /\blin_(?:api|oauth)_[A-Za-z0-9]{20,}/g,
  /\bnpm_[A-Za-z0-9]{36}/g,
  /\bAIza[A-Za-z0-9_-]{35}/g,
];
// An HTTP header that git or a proxy prints when it is asked to be verbose.
const HEADER = /\b(authorization:[ \t]{0,8}(?:basic|bearer|token)[ \t]{1,8})[^\s"']{1,4096}/gi;
// Every repetition is bounded, so that hostile text of any length takes linear time.
const URL_CREDENTIALS = /([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#"'<>]{1,512}@/gi;

/** Removes secrets from text before it reaches a log, a journal or an error. */
export type Redact = (text: string) => string;

/** A redactor for the given secret values (empty and very short ones are ignored) and every known token shape. */
export function redactor(secrets: readonly (string | undefined)[] = []): Redact {
  const given = secrets.filter((secret): secret is string => !!secret && secret.length >= 6);
  const known = [...new Set(given.flatMap((secret) => [secret, encodeURIComponent(secret)]))];
  known.sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const secret of known) clean = clean.replaceAll(secret, '[redacted]');
    for (const shape of SHAPES) clean = clean.replace(shape, '[redacted]');
    return clean.replace(URL_CREDENTIALS, '$1[redacted]@').replace(HEADER, '$1[redacted]');
  };
}
