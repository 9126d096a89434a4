/** The place where one issue is worked on: a clone of its own with a branch of its own. */
export interface Lane {
  issueId: string;
  identifier: string;
  /** The folder's name in the workspace root: what is shown and written into comments, never the absolute path. */
  name: string;
  /** Absolute. */
  dir: string;
  branch: string;
}
