/** Is it the same text after GitHub's form fields had it? Line ends and the white space around it may differ. */
export function sameText(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}
