import * as z from 'zod';

/** How git reaches the forge. Only git gets the token, and for this origin only. */
export interface GitAccess {
  /** For example `https://github.com`: scheme, host and port of the clone URLs. */
  origin: string;
  token: string | undefined;
  /** Where git works that may use the token: no agent can write there. It need not exist. */
  privateDir: string;
  /** The environment git runs in is built from this one (PATH, HOME, proxy and certificate settings only). */
  env: NodeJS.ProcessEnv;
}

export interface Identity {
  name: string;
  email: string;
}

/** What the clone must look like. */
export interface CloneRequest {
  dir: string;
  /** The repository that holds the branch (the fork or the project). Becomes `origin`. */
  originUrl: string;
  /** The project itself when `originUrl` is a fork. Becomes `upstream`. */
  upstreamUrl: string | null;
  branch: string;
  /** The claim's commit: what the branch must contain. */
  sha: string;
  access: GitAccess;
  signal: AbortSignal;
  /** Our own folder in it, relative, which is in no commit; null for none. */
  own: string | null;
  onProgress(stage: string, percent: number): void;
}

export interface CloneResult {
  /** Made with `--filter=blob:none`. */
  partial: boolean;
  /** An existing clean clone of the same project was fetched instead. */
  reused: boolean;
}

export interface DiffStat {
  files: number;
  insertions: number;
  deletions: number;
}

/** What in a clone exists nowhere else. */
export interface UnsavedWork {
  /** Changed or untracked files that are not ignored, relative paths, at most 50; and how many there are. */
  dirty: string[];
  dirtyFiles: number;
  /** Commits on any local branch that no remote-tracking branch contains. */
  unpushed: number;
  /** The newest of these, at most 20. */
  commits: { sha: string; subject: string }[];
  stashes: number;
}

/** What is in the clone and in no commit, though it belongs to what was done. */
export const LeftOut = z.object({
  /** Relative to the clone; a folder ends with a slash. */
  path: z.string(),
  /**
   * `repository`: a clone of something else; `empty`: a repository without a file that could be taken; `ignored`: hidden by a rule
   * that is new; `name`: git takes no such name.
   */
  why: z.enum(['repository', 'empty', 'ignored', 'name']),
});
export type LeftOut = z.infer<typeof LeftOut>;

/** What a commit came to. */
export interface Committed {
  /** null when nothing had changed. */
  sha: string | null;
  leftOut: LeftOut[];
}

/** A clone, opened for work. Every method has a time limit and can be cancelled by the signal it was opened with. */
export interface Workspace {
  readonly dir: string;
  head(): Promise<string>;
  /** The checked-out branch; null when detached. */
  branch(): Promise<string | null>;
  /** The newest commit that HEAD and another one share; null when they share none. */
  mergeBase(sha: string): Promise<string | null>;
  /** Keeps our own folder out of every commit (`.git/info/exclude`), and nothing else; safe to call again. */
  excludeOwn(): Promise<void>;
  /** Paths changed since the last commit. */
  changes(): Promise<string[]>;
  /**
   * Commits everything that changed, the files of repositories that were begun inside the clone included. Never asks, never signs,
   * runs no hook.
   */
  commitAll(message: string, identity: Identity, signOff: boolean): Promise<Committed>;
  /**
   * Brings whatever was done in the clone onto its branch, and the clone back to it; see `bring-home.ts`.
   * @returns what was done, a sentence each.
   */
  bringHome(home: {
    branch: string;
    known: readonly string[];
    identity: Identity;
    afterTurn: boolean;
  }): Promise<string[]>;
  /** Pushes HEAD to `origin`'s branch of this name; returns the sha. Never forces. */
  push(branch: string): Promise<string>;
  diffStat(fromSha: string): Promise<DiffStat>;
  /** Whether what is committed since then differs below this folder (relative, with slashes). */
  isChangedBelow(fromSha: string, folder: string): Promise<boolean>;
  /** The unified diff, cut at `maxBytes`. */
  diffText(fromSha: string, maxBytes: number): Promise<string>;
  unsavedWork(): Promise<UnsavedWork>;
}
