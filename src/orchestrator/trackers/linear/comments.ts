import { createHash } from 'node:crypto';
import type { Clock } from '../../../platform/clock.ts';
import { createOnce } from '../../../platform/once.ts';
import { isUnclear } from '../errors.ts';
import type { AskLinear } from './client.ts';
import { everyPage } from './issues.ts';
import { COMMENT_CREATE, COMMENTS, CommentCreate, Comments } from './queries.ts';

/** A comment that must be there once. */
export interface OnceComment {
  issueId: string;
  marker: string;
  body: string;
}

/**
 * Adds the comment unless one with its marker is there; returns whether it was written. The comment's id is made of the
 * issue and the marker, so that Linear itself refuses a second one.
 */
export async function commentOnce(
  ask: AskLinear,
  clock: Clock,
  { issueId, marker, body }: OnceComment,
  signal: AbortSignal,
): Promise<boolean> {
  const id = commentId(issueId, marker);
  const line = markerLine(marker);
  const look = async (): Promise<true | undefined> => {
    const doing = 'look through the comments of a Linear issue';
    const comments = await everyPage(doing, async (after) => {
      const variables = { id: issueId, after };
      return (await ask({ doing, query: COMMENTS, variables, shape: Comments, signal })).issue.comments;
    });
    return comments.some((one) => one.id === id || one.body.includes(line)) ? true : undefined;
  };
  if (await look()) return false;
  await createOnce<unknown>(clock, signal, {
    look,
    isUnclear,
    create: () =>
      ask({
        doing: 'comment on a Linear issue',
        query: COMMENT_CREATE,
        variables: { id, issueId, body: `${body.trimEnd()}\n\n${line}` },
        shape: CommentCreate,
        signal,
      }),
  });
  return true;
}

/** Linear's editor drops HTML comments but gives code spans back as they were: the marker is a small last line. */
function markerLine(marker: string): string {
  return `\`maestro:${marker.replaceAll('`', "'")}\``;
}

/** A UUID of version 4 by its form, the same for the same issue and marker. */
function commentId(issueId: string, marker: string): string {
  const hex = createHash('sha256').update(`${issueId}\n${marker}`).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
