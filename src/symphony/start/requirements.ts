import type { Issue, Preflight, PullRequest } from '../../github/types.ts';
import { MaestroError } from '../../platform/errors.ts';
import { missingDocument } from '../documents/text.ts';
import { BLOCKING_LABEL, LABEL } from '../issues/status.ts';

/**
 * An issue that somebody may start on: open, labelled, not blocked, and no open pull request closes it.
 * @throws MaestroError `issue.closed`, `issue.not-labelled`, `issue.blocked`, `issue.taken`.
 */
export function requireAvailable(slug: string, issue: Issue, closers: readonly PullRequest[]): void {
  requireWanted(slug, issue);
  const [taken] = closers;
  if (!taken) return;
  const kind = taken.draft ? 'draft pull request' : 'pull request';
  throw new MaestroError(
    'issue.taken',
    `${slug}#${issue.number} is being worked on: ${kind} #${taken.number} by ${taken.author} (${taken.url}).`,
    {
      remedy: 'Choose another issue.',
      data: { pull: taken.number, author: taken.author, draft: taken.draft, url: taken.url },
    },
  );
}

/** The issue is still wanted. @throws MaestroError `issue.closed`, `issue.not-labelled`, `issue.blocked`. */
export function requireWanted(slug: string, issue: Issue): void {
  const name = `${slug}#${issue.number}`;
  if (issue.state !== 'open')
    throw new MaestroError('issue.closed', `${name} is closed.`, { remedy: 'Choose another issue.' });
  const has = (label: string): boolean =>
    issue.labels.some((other) => other.toLowerCase() === label.toLowerCase());
  if (!has(LABEL))
    throw new MaestroError('issue.not-labelled', `${name} does not have the label ${LABEL}.`, {
      remedy: 'Only issues that maintainers have given this label can be started.',
    });
  if (has(BLOCKING_LABEL))
    throw new MaestroError('issue.blocked', `${name} is blocked (label ${BLOCKING_LABEL}).`, {
      remedy: 'Wait until its maintainers remove the label, or choose another issue.',
    });
}

/** Folders of the clone in which a contribution keeps its own. Asked for as if they were files: they must not be. */
export const OWN_PLACES = ['.maestro', '.maestro/symphony'];

/** @throws MaestroError `project.archived`, `project.own-folder`, `document.missing`. */
export function requireContributable(project: Preflight): void {
  if (project.archived)
    throw new MaestroError('project.archived', `${project.slug} is archived and accepts no contributions.`, {
      remedy: 'Choose another project.',
    });
  const taken = OWN_PLACES.find((path) => !project.missingPaths.includes(path));
  if (taken !== undefined)
    throw new MaestroError(
      'project.own-folder',
      `${project.slug} has a file (or a link) called ${taken}: the documents of a contribution are kept in a folder of that name.`,
      { remedy: 'Ask its maintainers to rename it, or choose another project.' },
    );
  const missing = project.missingPaths.find((path) => !OWN_PLACES.includes(path));
  if (missing !== undefined)
    throw missingDocument(missing, `is not on the branch ${project.defaultBranch} of ${project.slug}`);
}
