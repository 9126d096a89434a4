import { createHash } from 'node:crypto';
import type { Clock } from '../../../platform/clock.ts';
import { createOnce } from '../../../platform/once.ts';
import { isUnclear, trackerError } from '../errors.ts';
import type { WhichComment } from '../tracker.ts';
import type { AskLinear } from './client.ts';
import { everyPage } from './issues.ts';
import {
  COMMENT_CREATE,
  COMMENT_UPDATE,
  COMMENTS,
  CommentCreate,
  Comments,
  CommentUpdate,
} from './queries.ts';

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
    const comments = await commentsOf(ask, issueId, signal);
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

/** A comment that gets other words. */
export interface ChangedComment {
  issueId: string;
  which: WhichComment;
  body: string;
  /** Whose key it is. */
  viewer: string;
}

/**
 * Gives a comment other words, its marker kept. Only one on this issue that an agent of ours has written with this key is changed.
 * @throws MaestroError `tracker.not-found`.
 */
export async function updateComment(
  ask: AskLinear,
  clock: Clock,
  { issueId, which, body, viewer }: ChangedComment,
  signal: AbortSignal,
): Promise<void> {
  const doing = 'change a comment on a Linear issue';
  const find = async () => {
    const comments = await commentsOf(ask, issueId, signal);
    return comments.find((one) => {
      const marker = agentMarkerIn(one.body);
      if (marker === undefined || one.user?.id !== viewer) return false;
      return 'marker' in which ? marker === which.marker : one.id === which.id;
    });
  };
  const found = await find();
  const marker = agentMarkerIn(found?.body ?? '');
  if (found === undefined || marker === undefined)
    throw trackerError('tracker.not-found', doing, 'there is no such comment of an agent’s on this issue');
  const text = `${body.trimEnd()}\n\n${markerLine(marker)}`;
  if (found.body === text) return;
  await createOnce<unknown>(clock, signal, {
    isUnclear,
    look: async () => ((await find())?.body === text ? true : undefined),
    create: () =>
      ask({
        doing,
        query: COMMENT_UPDATE,
        variables: { id: found.id, body: text },
        shape: CommentUpdate,
        signal,
      }),
  });
}

async function commentsOf(ask: AskLinear, issueId: string, signal: AbortSignal) {
  const doing = 'look through the comments of a Linear issue';
  return everyPage(doing, async (after) => {
    const variables = { id: issueId, after };
    return (await ask({ doing, query: COMMENTS, variables, shape: Comments, signal })).issue.comments;
  });
}

/** The marker in the last line of a comment that an agent has written with the tool for it. */
function agentMarkerIn(body: string): string | undefined {
  return /`maestro:(run-[a-z0-9-]+:\d+:agent:[0-9a-f]+)`\s*$/.exec(body)?.[1];
}

/** Linear's editor drops HTML comments but gives code spans back as they were: the marker is a small last line. */
function markerLine(marker: string): string {
  return `\`maestro:${marker.replaceAll('`', "'")}\``;
}

/** A UUID of version 4 by its form, the same for the same issue and marker. */
export function commentId(issueId: string, marker: string): string {
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
