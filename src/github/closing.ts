import { countedText } from './counted-text.ts';
import { sameSlug } from './slug.ts';

/** An issue that a text says it closes; `slug` is null for a bare `#N`, which means the text's own repository. */
export interface ClosingReference {
  slug: string | null;
  number: number;
}

// GitHub's keywords: https://docs.github.com/issues/tracking-your-work-with-issues/linking-a-pull-request-to-an-issue
// Every repetition is bounded, so that the search is linear however the text is built.
const KEYWORD = '(?<![A-Za-z0-9])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)[ \\t]{0,4}:?\\s{1,16}';
const SLUG = '[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}';
const NUMBER = '([1-9]\\d{0,9})(?![A-Za-z0-9]|[#?/][A-Za-z0-9])';

/**
 * What a pull request's text says it closes: a closing keyword followed by `#N`, `owner/repo#N` or the issue's URL.
 * As on GitHub, a bare mention does not count, and nothing in code or in an HTML comment does. Linear in the text.
 */
export function closingReferences(body: string, webUrl: string): ClosingReference[] {
  const pattern = new RegExp(`${KEYWORD}(?:(${SLUG})?#|${escaped(webUrl)}/(${SLUG})/issues/)${NUMBER}`, 'gi');
  const found: ClosingReference[] = [];
  for (const [, short, long, number] of countedText(body).matchAll(pattern))
    found.push({ slug: short ?? long ?? null, number: Number(number) });
  return found;
}

/** Does the text of a pull request of `repoSlug` say that it closes that repository's issue? */
export function closesIssue(body: string, repoSlug: string, issueNumber: number, webUrl: string): boolean {
  return closingReferences(body, webUrl).some(
    ({ slug, number }) => number === issueNumber && (slug === null || sameSlug(slug, repoSlug)),
  );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
