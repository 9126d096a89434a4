import type { TrackedIssues } from './tracked/types.ts';

/** `owner/name` taken apart. Compared without regard to case. */
export interface RepoRef {
  owner: string;
  name: string;
}

/** The signed-in user. */
export interface Viewer {
  id: number;
  login: string;
  name: string | null;
  /** `{id}+{login}@users.noreply.github.com` (or the enterprise host's form). */
  noreplyEmail: string;
}

/** A pull request as far as we use it. */
export interface PullRequest {
  number: number;
  nodeId: string;
  url: string;
  title: string;
  body: string;
  author: string;
  state: 'open' | 'closed' | 'merged';
  draft: boolean;
  /** Head branch name, without the owner. */
  headRef: string;
  /** `owner/name` of the head repository; null when that repository was deleted. */
  headRepo: string | null;
  headSha: string;
  /** ISO date-times. `pushedAt` is the head commit's date where it is known. */
  createdAt: string;
  updatedAt: string;
  pushedAt: string | null;
}

/** An issue as far as we use it. Text comes from strangers: show it only through `platform/text`. */
export interface Issue {
  number: number;
  nodeId: string;
  url: string;
  title: string;
  body: string;
  author: string;
  state: 'open' | 'closed';
  labels: string[];
  createdAt: string;
  updatedAt: string;
}

/** An issue with the pull requests GitHub knows to close it (its own closing references, any state). */
export interface IssueWithClosers extends Issue {
  closers: PullRequest[];
}

/** What one look at a repository tells before a claim. */
export interface Preflight {
  slug: string;
  url: string;
  /** Clone URL over https, without credentials. */
  cloneUrl: string;
  defaultBranch: string;
  headSha: string;
  headTreeSha: string;
  archived: boolean;
  private: boolean;
  canPush: boolean;
  /** Contribution rules found on the default branch (CONTRIBUTING.md, AI_POLICY.md, …), each at most 64 KiB. */
  policies: { path: string; text: string }[];
  /** True when the project asks for a Developer Certificate of Origin sign-off. */
  signOff: boolean;
  /** Of the asked-for paths, those that are no file on the default branch. */
  missingPaths: string[];
}

/** What is left of the hourly allowance, from the newest answer; null before the first one. */
export interface RateLimit {
  limit: number;
  remaining: number;
  resetAt: string;
}

/** An answer of a conditional request. The value is there either way: unchanged ones come from the ETag cache. */
export interface Conditional<T> {
  changed: boolean;
  value: T;
}

/**
 * Everything the engine asks of GitHub. Creates are never sent twice blindly: each looks for its own earlier result
 * first when it is told so by an unclear answer. All methods reject with a MaestroError `github.*`.
 */
export interface GitHub {
  readonly signedIn: boolean;
  /** Web address of the host, without a trailing slash (`https://github.com`). */
  readonly webUrl: string;
  rateLimit(): RateLimit | null;
  viewer(signal?: AbortSignal): Promise<Viewer>;

  /** Issues with the label, open first, and their closers, of many repositories: one GraphQL request per 20. Signed in only. */
  issuesOfMany(
    repos: readonly RepoRef[],
    label: string,
    signal?: AbortSignal,
  ): Promise<Map<string, IssueWithClosers[] | { unavailable: string }>>;
  /** The same for one repository over REST with ETags (signed out, or to refresh one). */
  issuesOfOne(repo: RepoRef, label: string, signal?: AbortSignal): Promise<Conditional<IssueWithClosers[]>>;
  /**
   * Has anything about the repository's issues or pull requests changed since `issuesOfMany` or `issuesOfOne` last read
   * them? A conditional request, free when signed in and nothing did. It stays true until they are read again.
   */
  changedSinceLastLook(repo: RepoRef, signal?: AbortSignal): Promise<boolean>;

  issue(repo: RepoRef, number: number, signal?: AbortSignal): Promise<Issue>;
  /**
   * Open pull requests that GitHub or their own text says close the issue, always fresh. Lowest number first; those of
   * other repositories, whose numbers mean nothing here, last.
   */
  openClosers(repo: RepoRef, issue: number, signal?: AbortSignal): Promise<PullRequest[]>;
  preflight(repo: RepoRef, paths: readonly string[], signal?: AbortSignal): Promise<Preflight>;

  /** Creates or reuses the viewer's fork and waits until git answers there. */
  fork(repo: RepoRef, signal?: AbortSignal): Promise<{ slug: string; cloneUrl: string; reused: boolean }>;
  /** An empty commit on `parent`, in `repo`; returns its sha. */
  createEmptyCommit(
    repo: RepoRef,
    commit: {
      parent: string;
      tree: string;
      message: string;
      author: { name: string; email: string; date: string };
    },
    signal?: AbortSignal,
  ): Promise<string>;
  /** Makes the branch, or accepts it when it is there with this sha. */
  createBranch(repo: RepoRef, branch: string, sha: string, signal?: AbortSignal): Promise<void>;
  /** Sha of a branch's tip; null when there is no such branch. */
  branchSha(repo: RepoRef, branch: string, signal?: AbortSignal): Promise<string | null>;
  /** Deletes the branch; true when it was there. */
  deleteBranch(repo: RepoRef, branch: string, signal?: AbortSignal): Promise<boolean>;

  /** Opens the pull request, or returns the one that is there for the same head. Falls back from draft to ordinary on 422. */
  openPullRequest(
    repo: RepoRef,
    input: { title: string; body: string; head: string; base: string; draft: boolean },
    signal?: AbortSignal,
  ): Promise<PullRequest>;
  /** The pull request (any state) for `owner:branch`, if any; the newest one. */
  findPullRequest(repo: RepoRef, head: string, signal?: AbortSignal): Promise<PullRequest | null>;
  pullRequest(repo: RepoRef, number: number, signal?: AbortSignal): Promise<PullRequest>;
  updatePullRequest(
    repo: RepoRef,
    number: number,
    change: { title?: string; body?: string; state?: 'open' | 'closed' },
    signal?: AbortSignal,
  ): Promise<PullRequest>;
  markReady(repo: RepoRef, pull: PullRequest, signal?: AbortSignal): Promise<void>;
  /** Adds the comment unless one of ours with the same hidden marker is there; returns whether one was written. */
  commentOnce(
    repo: RepoRef,
    number: number,
    marker: string,
    text: string,
    signal?: AbortSignal,
  ): Promise<boolean>;
  /** A file of a repository as text at a commit; null when it is not there. */
  fileText(repo: RepoRef, path: string, ref: string, signal?: AbortSignal): Promise<string | null>;
  createIssue(
    repo: RepoRef,
    input: { title: string; body: string; labels: string[] },
    signal?: AbortSignal,
  ): Promise<Issue>;
  /** Issues as a tracker of work. */
  readonly tracked: TrackedIssues;
}
