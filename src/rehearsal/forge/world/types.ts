/** Somebody with an account on the forge, or an organisation that owns repositories (it has no token that works). */
export interface User {
  readonly id: number;
  readonly login: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly kind: 'User' | 'Organization';
  readonly token: string;
  readonly createdAt: string;
}

export interface Label {
  readonly id: number;
  readonly name: string;
}

export interface Comment {
  readonly id: number;
  readonly author: User;
  readonly body: string;
  readonly createdAt: string;
}

/** What an issue and a pull request have in common; on GitHub they share one sequence of numbers. */
interface Item {
  readonly id: number;
  readonly number: number;
  readonly repository: Repository;
  readonly author: User;
  title: string;
  body: string;
  state: 'open' | 'closed';
  labels: Label[];
  readonly assignees: readonly User[];
  readonly comments: Comment[];
  readonly createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}

export interface Issue extends Item {
  readonly kind: 'issue';
  stateReason: 'completed' | 'not_planned' | 'duplicate' | 'reopened' | null;
  /** Issues that must be closed before this one: GitHub's dependencies. */
  readonly blockedBy: Issue[];
}

/** Another repository's or this one's issue, named in a closing keyword. */
export interface IssueReference {
  readonly slug: string;
  readonly number: number;
}

/** Size of a pull request, for one pair of commits. */
export interface DiffSize {
  readonly key: string;
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
  readonly mergeable: boolean;
}

export interface Pull extends Item {
  readonly kind: 'pull';
  draft: boolean;
  base: string;
  baseSha: string;
  readonly head: { readonly repository: Repository; readonly branch: string; sha: string };
  merged: { readonly at: string; readonly by: User; readonly commit: string } | null;
  readonly maintainerCanModify: boolean;
  /** Issues that merging it closes: taken from its body, and only while it targets the default branch. */
  closes: IssueReference[];
  size: DiffSize | null;
}

/** What differs from one repository to another on GitHub. */
export interface RepositoryOptions {
  /** Draft pull requests are to be had (not on every private plan). */
  readonly drafts: boolean;
  /** Partial clones are served. */
  readonly filters: boolean;
  readonly archived: boolean;
  /** Issues can block each other (not on older GitHub Enterprise). */
  readonly dependencies: boolean;
}

export interface Repository {
  readonly id: number;
  readonly owner: User;
  readonly name: string;
  /** `owner/name`. */
  readonly slug: string;
  readonly description: string | null;
  readonly private: boolean;
  readonly defaultBranch: string;
  readonly options: RepositoryOptions;
  /** Logins (lower case) with push right besides the owner, and those who may only read when it is private. */
  readonly push: ReadonlySet<string>;
  readonly read: ReadonlySet<string>;
  readonly parent: Repository | null;
  /** The bare repository on disk. */
  readonly dir: string;
  /** False while a fork is still being copied: git does not answer yet. */
  ready: boolean;
  readonly labels: Map<string, Label>;
  readonly items: Map<number, Issue | Pull>;
  /** Branch name → commit, as of the last change that went through the forge. */
  branches: Map<string, string>;
  readonly createdAt: string;
  updatedAt: string;
  pushedAt: string;
}
