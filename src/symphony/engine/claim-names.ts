import type { StartFacts } from '../journal/events.ts';

/** The claim's branch: made of journaled facts only, so that a resumed claim finds its own again. */
export function branchName({ id, issue }: Pick<StartFacts, 'id' | 'issue'>): string {
  return `symphony/${issue.number}-${id}`;
}

/** How a pull request names the branch of another repository: `owner:branch`. */
export function headOf(headSlug: string, branch: string): string {
  return `${headSlug.split('/')[0]}:${branch}`;
}

/** The message of the claim's empty commit. It names no issue number, which would litter the issue with references. */
export function claimMessage(author: { name: string; email: string }, signOff: boolean): string {
  const subject = 'Symphony: reserve the issue';
  return signOff ? `${subject}\n\nSigned-off-by: ${author.name} <${author.email}>\n` : subject;
}
