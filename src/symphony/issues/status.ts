import * as z from 'zod';
import type { IssueWithClosers, PullRequest } from '../../github/types.ts';
import { oneLine } from '../../platform/text.ts';
import { DocumentFact } from '../journal/events.ts';
import { ProblemSchema } from '../problem.ts';
import { readDocumentList } from './documents.ts';

/** The label that offers an issue, and the one that holds it back. */
export const LABEL = 'runmaestro.ai';
export const BLOCKING_LABEL = 'blocking';

/** A claim without a push for so long is stale: still taken, the maintainers decide. */
const STALE_MS = 14 * 24 * 60 * 60 * 1_000;

/** An issue as every view shows it. Its text is safe to print. */
export const IssueViewSchema = z.object({
  /** The project, `owner/name`. */
  slug: z.string(),
  number: z.number().int(),
  title: z.string(),
  url: z.string(),
  author: z.string(),
  /** ISO date-time. */
  updatedAt: z.string(),
  status: z.enum(['available', 'in_progress', 'blocked', 'completed']),
  /** The open pull request that closes it: the one with the lowest number. */
  claim: z
    .object({
      number: z.number().int(),
      url: z.string(),
      author: z.string(),
      draft: z.boolean(),
      stale: z.boolean(),
    })
    .nullable(),
  documents: z.array(DocumentFact),
  problems: z.array(ProblemSchema),
});
export type IssueView = z.infer<typeof IssueViewSchema>;

/** What of an issue does not change with time alone: this is kept, and `viewAt` makes the view of it. */
export const IssueFactsSchema = IssueViewSchema.omit({ claim: true }).extend({
  claim: z
    .object({
      number: z.number().int(),
      url: z.string(),
      author: z.string(),
      draft: z.boolean(),
      /** ISO date-time of the last push, or of the opening where no push is known. */
      pushedAt: z.string(),
    })
    .nullable(),
});
export type IssueFacts = z.infer<typeof IssueFactsSchema>;

/** What is kept of an issue of this project. */
export function issueFacts(slug: string, issue: IssueWithClosers, webUrl: string): IssueFacts {
  const claim = claimOf(slug, issue, webUrl);
  const { documents, problems } = readDocumentList(issue.body);
  return {
    slug,
    number: issue.number,
    title: oneLine(issue.title, 256),
    url: issue.url,
    author: oneLine(issue.author, 100),
    updatedAt: issue.updatedAt,
    status: statusOf(issue, claim),
    claim: claim
      ? {
          number: claim.number,
          url: claim.url,
          author: oneLine(claim.author, 100),
          draft: claim.draft,
          pushedAt: claim.pushedAt ?? claim.createdAt,
        }
      : null,
    documents,
    problems,
  };
}

/** The facts as they look at a moment. */
export function viewAt({ claim, ...facts }: IssueFacts, now: Date): IssueView {
  if (!claim) return { ...facts, claim };
  const { pushedAt, ...rest } = claim;
  return { ...facts, claim: { ...rest, stale: now.getTime() - Date.parse(pushedAt) > STALE_MS } };
}

/** An issue of this project as the views show it. */
export function issueView(slug: string, issue: IssueWithClosers, now: Date, webUrl: string): IssueView {
  return viewAt(issueFacts(slug, issue, webUrl), now);
}

function statusOf(issue: IssueWithClosers, claim: PullRequest | undefined): IssueView['status'] {
  if (issue.state === 'closed') return 'completed';
  if (claim) return 'in_progress';
  return issue.labels.some((label) => label.toLowerCase() === BLOCKING_LABEL) ? 'blocked' : 'available';
}

/** Of the open pull requests that close it, the project's own with the lowest number; another repository's come last. */
function claimOf(slug: string, issue: IssueWithClosers, webUrl: string): PullRequest | undefined {
  const home = `${webUrl}/${slug}/pull/`.toLowerCase();
  const isForeign = ({ url }: PullRequest): number => (url.toLowerCase().startsWith(home) ? 0 : 1);
  return issue.closers
    .filter(({ state }) => state === 'open')
    .sort((a, b) => isForeign(a) - isForeign(b) || a.number - b.number)[0];
}
