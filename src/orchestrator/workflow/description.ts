/** Characters of an issue's description that are handed on: Codex refuses a prompt of a megabyte, however often it is asked. */
const MAX_DESCRIPTION = 100_000;

/** As much of a description as an agent is told, with a note where that is not all of it. */
export function shortDescription(text: string): string {
  if (text.length <= MAX_DESCRIPTION) return text;
  return `${text.slice(0, MAX_DESCRIPTION).replace(/[\ud800-\udbff]$/, '')}\n\n(The rest is left out: it is too long.)`;
}
