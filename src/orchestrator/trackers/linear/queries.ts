import * as z from 'zod';

// Sizes are chosen by Linear's price list (docs/orchestrator/trackers-linear.md): a page costs what its connections could
// hold. What does not fit is read on, issue by issue: a label may be the one that opts out.

const Cursor = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() });

/** One page of a connection. */
export type Page<T> = { nodes: T[]; pageInfo: z.infer<typeof Cursor> };

/** The shape of a connection. */
function pageOf<T>(node: z.ZodType<T>): z.ZodType<Page<T>> {
  return z.object({ nodes: z.array(node), pageInfo: Cursor });
}

const PAGE = 'pageInfo { hasNextPage endCursor }';
const LABELS = `nodes { name } ${PAGE}`;
const RELATIONS = `nodes { type issue { id identifier state { name } } } ${PAGE}`;

const Label = z.object({ name: z.string() });
const Relation = z.object({
  type: z.string(),
  issue: z.object({ id: z.string(), identifier: z.string(), state: z.object({ name: z.string() }) }),
});
export type Relation = z.infer<typeof Relation>;

const Name = z.string().refine((text) => text.trim() !== '', 'is empty');
const Optional = z.string().nullish().catch(null);
const Issue = z.object({
  id: Name,
  identifier: Name,
  title: Name,
  description: Optional,
  priority: z.number().catch(0),
  url: Optional,
  branchName: Optional,
  createdAt: Optional,
  updatedAt: Optional,
  state: z.object({ name: Name }),
  // A broken one decides whose issue it is: no `catch`.
  assignee: z.object({ id: Name }).nullish(),
  labels: pageOf(Label),
  inverseRelations: pageOf(Relation),
});
export type LinearIssue = z.infer<typeof Issue>;

export const ISSUES = `query MaestroIssues($filter: IssueFilter, $first: Int, $after: String) {
  issues(filter: $filter, first: $first, after: $after) {
    nodes {
      id identifier title description priority url branchName createdAt updatedAt
      state { name }
      assignee { id }
      labels(first: 20) { ${LABELS} }
      inverseRelations(first: 10) { ${RELATIONS} }
    }
    ${PAGE}
  }
}`;
/** Each is looked at alone: one that is broken must not hide the others. */
export const Issues = z.object({ issues: pageOf(z.unknown()) });
export const IssueRecord = Issue;

export const VIEWER = `query MaestroViewer { viewer { id } }`;
export const Viewer = z.object({ viewer: z.object({ id: Name }) });

export const MORE_LABELS = `query MaestroMoreLabels($id: String!, $after: String) {
  issue(id: $id) { labels(first: 100, after: $after) { ${LABELS} } }
}`;
export const MoreLabels = z.object({ issue: z.object({ labels: pageOf(Label) }) });

export const MORE_RELATIONS = `query MaestroMoreRelations($id: String!, $after: String) {
  issue(id: $id) { inverseRelations(first: 100, after: $after) { ${RELATIONS} } }
}`;
export const MoreRelations = z.object({ issue: z.object({ inverseRelations: pageOf(Relation) }) });

export const PROJECT = `query MaestroProject($slugId: String!) {
  projects(filter: { slugId: { eq: $slugId } }, first: 1) { nodes { id } }
}`;
export const Projects = z.object({ projects: z.object({ nodes: z.array(z.object({ id: z.string() })) }) });

const Named = z.object({ id: z.string(), name: z.string() });

export const STATES = `query MaestroStates($id: String!) {
  issue(id: $id) { identifier state { id name } team { states(first: 100) { nodes { id name } } } }
}`;
export const States = z.object({
  issue: z.object({
    identifier: z.string(),
    state: Named,
    team: z.object({ states: z.object({ nodes: z.array(Named) }) }),
  }),
});

export const STATE_UPDATE = `mutation MaestroStateUpdate($id: String!, $stateId: String!) {
  issueUpdate(id: $id, input: { stateId: $stateId }) { success }
}`;
export const StateUpdate = z.object({ issueUpdate: z.object({ success: z.literal(true) }) });

export const COMMENTS = `query MaestroComments($id: String!, $after: String) {
  issue(id: $id) { comments(first: 100, after: $after) { nodes { id body user { id } } ${PAGE} } }
}`;
export const Comments = z.object({
  issue: z.object({
    comments: pageOf(
      z.object({ id: z.string(), body: z.string(), user: z.object({ id: z.string() }).nullish() }),
    ),
  }),
});

export const COMMENT_CREATE = `mutation MaestroCommentCreate($id: String!, $issueId: String!, $body: String!) {
  commentCreate(input: { id: $id, issueId: $issueId, body: $body }) { success }
}`;
export const CommentCreate = z.object({ commentCreate: z.object({ success: z.literal(true) }) });

export const COMMENT_UPDATE = `mutation MaestroCommentUpdate($id: String!, $body: String!) {
  commentUpdate(id: $id, input: { body: $body }) { success }
}`;
export const CommentUpdate = z.object({ commentUpdate: z.object({ success: z.literal(true) }) });

/** What a new issue beside another one is made with; states in which nothing is begun have the types `backlog` and `triage`. */
export const ISSUE_PLACE = `query MaestroIssuePlace($id: String!) {
  issue(id: $id) { identifier project { id } team { id states(first: 100) { nodes { id name type } } } }
}`;
export const IssuePlace = z.object({
  issue: z.object({
    identifier: z.string(),
    project: z.object({ id: z.string() }).nullish(),
    team: z.object({
      id: z.string(),
      states: z.object({ nodes: z.array(Named.extend({ type: z.string() })) }),
    }),
  }),
});

const Made = z.object({ id: z.string(), identifier: z.string(), url: z.string() });
export const ISSUE_CREATE = `mutation MaestroIssueCreate($input: IssueCreateInput!) {
  issueCreate(input: $input) { success issue { id identifier url } }
}`;
export const IssueCreate = z.object({ issueCreate: z.object({ success: z.literal(true), issue: Made }) });

/** Those with this id, archived ones too: none is no error here, as it would be for one issue. */
export const ISSUE_MADE = `query MaestroIssueMade($id: ID!) {
  issues(filter: { id: { eq: $id } }, first: 1, includeArchived: true) { nodes { id identifier url } }
}`;
export const IssueMade = z.object({ issues: z.object({ nodes: z.array(Made) }) });

export const LABEL = `query MaestroLabel($id: String!, $name: String!) {
  issue(id: $id) { identifier team { id parent { id } } labels(first: 100) { nodes { id } } }
  issueLabels(filter: { name: { eqIgnoreCase: $name } }, first: 100) {
    nodes { id isGroup retiredAt team { id } }
  }
}`;
export const LabelFound = z.object({
  issue: z.object({
    identifier: z.string(),
    team: z.object({ id: z.string(), parent: z.object({ id: z.string() }).nullish() }),
    labels: z.object({ nodes: z.array(z.object({ id: z.string() })) }),
  }),
  issueLabels: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        isGroup: z.boolean(),
        retiredAt: z.string().nullish(),
        team: z.object({ id: z.string() }).nullish(),
      }),
    ),
  }),
});

export const LABEL_ADD = `mutation MaestroLabelAdd($id: String!, $labelId: String!) {
  issueAddLabel(id: $id, labelId: $labelId) { success }
}`;
export const LabelAdd = z.object({ issueAddLabel: z.object({ success: z.literal(true) }) });
