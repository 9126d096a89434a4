import * as z from 'zod';
import type { MaestroError } from '../../../platform/errors.ts';
import { oneLine } from '../../../platform/text.ts';
import type { IsTheirs } from '../assignee.ts';
import { trackerError } from '../errors.ts';
import { normalLabels } from '../labels.ts';
import type { Blocker, TrackerIssue } from '../tracker.ts';
import type { AskLinear } from './client.ts';
import {
  IssueRecord,
  ISSUES,
  Issues,
  type LinearIssue,
  MORE_LABELS,
  MORE_RELATIONS,
  MoreLabels,
  MoreRelations,
  type Page,
  PROJECT,
  Projects,
  type Relation,
} from './queries.ts';

const PAGE = 50;

/** Which issues are read, and what is done about those that are none. */
export interface IssuesRequest {
  slugId: string;
  filter: Record<string, unknown>;
  first?: number;
  doing: string;
  theirs: IsTheirs;
  /** Told of each record that is no whole issue; throws it where it must not be missing. */
  onBroken(error: MaestroError): void;
}

/** Reads the issues of one project that pass a filter, every page of them. */
export async function readIssues(
  ask: AskLinear,
  request: IssuesRequest,
  signal: AbortSignal,
): Promise<TrackerIssue[]> {
  const { slugId, doing, first = PAGE, onBroken } = request;
  const filter = { ...request.filter, project: { slugId: { eq: slugId } } };
  const found = await everyPage(doing, async (after) => {
    const variables = { filter, first, after };
    return (await ask({ doing, query: ISSUES, variables, shape: Issues, signal })).issues;
  });
  const issues: TrackerIssue[] = [];
  // What changes while it is read may be on two pages.
  const once = new Map<string, LinearIssue>();
  for (const record of found) {
    const raw = IssueRecord.safeParse(record);
    if (raw.success) once.set(raw.data.id, raw.data);
    else onBroken(brokenRecord(doing, record, raw.error));
  }
  const isTheirs = await request.theirs(signal);
  for (const raw of once.values()) {
    const issue = await wholeIssue(ask, raw, signal);
    issues.push({ ...issue, dispatchable: isTheirs(issue.assigneeId === null ? [] : [issue.assigneeId]) });
  }
  return issues;
}

/** @throws MaestroError `tracker.not-found` when the key sees no project with this slug id. */
export async function requireProject(ask: AskLinear, slugId: string, signal: AbortSignal): Promise<void> {
  const doing = `find the Linear project ${JSON.stringify(slugId)}`;
  const { projects } = await ask({ doing, query: PROJECT, variables: { slugId }, shape: Projects, signal });
  if (projects.nodes.length === 0)
    throw trackerError('tracker.not-found', doing, 'there is none that this key may see');
}

/**
 * Every page of a connection. `read` gets the cursor, null for the first page.
 * @throws MaestroError `tracker.bad-answer` for pages that lead nowhere: an issue that is not seen is worse than an error.
 */
export async function everyPage<T>(
  doing: string,
  read: (after: string | null) => Promise<Page<T>>,
  begun?: Page<T>,
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null = null;
  for (let page = begun ?? (await read(null)); ; page = await read(cursor)) {
    all.push(...page.nodes);
    const { hasNextPage, endCursor } = page.pageInfo;
    if (!hasNextPage) return all;
    if (!endCursor || endCursor === cursor)
      throw trackerError('tracker.bad-answer', doing, 'Linear promises a next page and does not say where');
    cursor = endCursor;
  }
}

/** Says which record it is, as far as it says so itself, and what of it is wrong. */
function brokenRecord(doing: string, record: unknown, { issues }: z.ZodError): MaestroError {
  const named = z.looseObject({ identifier: z.unknown(), id: z.unknown() }).safeParse(record).data;
  const [name] = [named?.identifier, named?.id].filter((one) => typeof one === 'string' && one.trim() !== '');
  const where = issues[0]?.path.join('.') || 'the whole of it';
  const which = name === undefined ? 'an issue without a name' : oneLine(String(name), 80);
  return trackerError('tracker.bad-answer', doing, `${which} has an unknown shape (${where})`);
}

async function wholeIssue(ask: AskLinear, raw: LinearIssue, signal: AbortSignal): Promise<TrackerIssue> {
  const { id } = raw;
  const doing = `read the Linear issue ${raw.identifier}`;
  const labels = await everyPage(
    doing,
    async (after) => {
      const question = { doing, query: MORE_LABELS, variables: { id, after }, shape: MoreLabels, signal };
      return (await ask(question)).issue.labels;
    },
    raw.labels,
  );
  const relations = await everyPage(
    doing,
    async (after) => {
      const question = {
        doing,
        query: MORE_RELATIONS,
        variables: { id, after },
        shape: MoreRelations,
        signal,
      };
      return (await ask(question)).issue.inverseRelations;
    },
    raw.inverseRelations,
  );
  return {
    id,
    identifier: raw.identifier,
    title: raw.title,
    description: raw.description ?? '',
    state: raw.state.name,
    // Linear's 0 is "no priority".
    priority: raw.priority >= 1 && raw.priority <= 4 ? raw.priority : null,
    labels: normalLabels(labels.map(({ name }) => name)),
    assigneeId: raw.assignee?.id ?? null,
    nativeRef: { issue_id: id },
    dispatchable: true,
    blockers: relations.flatMap(blocker),
    url: raw.url ?? '',
    branchName: raw.branchName || null,
    createdAt: raw.createdAt ?? '',
    updatedAt: raw.updatedAt ?? '',
  };
}

/** An inverse relation of the type `blocks` is of an issue that blocks this one. */
function blocker({ type, issue }: Relation): Blocker[] {
  if (type !== 'blocks') return [];
  return [{ id: issue.id, identifier: issue.identifier, state: issue.state.name }];
}
