/** Somebody with an API key. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly key: string;
  /** False: the key may only read. */
  readonly canWrite: boolean;
}

export interface State {
  readonly id: string;
  readonly name: string;
  readonly type: StateType;
  readonly position: number;
}

/** Linear's six kinds of states; the names are each team's own. */
export type StateType = 'triage' | 'backlog' | 'unstarted' | 'started' | 'completed' | 'canceled';

export interface Team {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly states: readonly State[];
  readonly parent: Team | null;
  /** How many issues it ever had: the next one's number is one more. */
  issueCount: number;
}

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly slugId: string;
}

export interface Label {
  readonly id: string;
  readonly name: string;
  /** null: of the whole workspace. */
  readonly team: Team | null;
  readonly isGroup: boolean;
}

export interface Comment {
  readonly id: string;
  body: string;
  readonly user: User;
  readonly issue: Issue;
  readonly createdAt: string;
}

export interface Issue {
  readonly id: string;
  readonly identifier: string;
  readonly number: number;
  readonly team: Team;
  readonly title: string;
  readonly description: string | null;
  readonly createdAt: string;
  project: Project | null;
  state: State;
  assignee: User | null;
  /** 0 (none), 1 (urgent) to 4 (low). */
  priority: number;
  readonly labels: Label[];
  readonly comments: Comment[];
  updatedAt: string;
  archivedAt: string | null;
}

/** `issue` blocks (or is otherwise related to) `relatedIssue`. */
export interface Relation {
  readonly id: string;
  readonly type: 'blocks' | 'duplicate' | 'related' | 'similar';
  readonly issue: Issue;
  readonly relatedIssue: Issue;
}
