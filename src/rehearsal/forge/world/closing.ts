import type { IssueReference } from './types.ts';

// GitHub's nine keywords, an optional colon, then `#N`, `owner/repo#N` or the issue's address.
// https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
const REFERENCE =
  /(?<![\w-])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?[ \t]{1,8}(?:(?:([\w.-]{1,100}\/[\w.-]{1,100}))?#(\d{1,9})|(https?:\/\/[^\s)\]>]{1,300}))(?!\w)/gi;
const ISSUE_PATH = /^\/([\w.-]+\/[\w.-]+)\/issues\/(\d{1,9})$/;

/** The issues that a pull request's body promises to close, each once. `slug` is the pull request's own repository. */
export function closingReferences(body: string, slug: string, webUrl: string): IssueReference[] {
  const found = new Map<string, IssueReference>();
  for (const match of body.matchAll(REFERENCE)) {
    const reference = match[3]
      ? fromAddress(match[3], webUrl)
      : { slug: match[1] ?? slug, number: Number(match[2]) };
    if (reference) found.set(`${reference.slug.toLowerCase()}#${reference.number}`, reference);
  }
  return [...found.values()];
}

function fromAddress(address: string, webUrl: string): IssueReference | null {
  if (!address.toLowerCase().startsWith(`${webUrl.toLowerCase()}/`)) return null;
  const path = address
    .slice(webUrl.length)
    .replace(/[#?].*$/, '')
    .replace(/[.,;:!]+$/, '');
  const match = ISSUE_PATH.exec(path);
  return match?.[1] ? { slug: match[1], number: Number(match[2]) } : null;
}
