/** Which tracker an orchestrated repository keeps its issues in. */
export type TrackerKind = 'linear' | 'github';

/** A secret by the *name* of the environment variable that holds it; `field` is where that name stands, for errors. */
export interface SecretName {
  variable: string;
  field: string;
}

/**
 * The service config (`maestro.toml`): where things are on this machine and which secrets are used. What the repository
 * decides for itself stands in its workflow (`workflow/types.ts`).
 */
export interface ServiceConfig {
  /** Absolute path of the file it came from. */
  path: string;
  /** `[A-Za-z0-9._-]+`: names this configured project on this machine (journals, leases, lane branches). */
  id: string;
  /** Absolute; an ordinary clone of the repository that holds the workflow. */
  repoRoot: string;
  /** Absolute; the lanes are folders in it. */
  workspaceRoot: string;
  /** Absolute (the file says it relative to `repo_root`). */
  workflowPath: string;
  tracker: {
    kind: TrackerKind;
    /** Linear: the project's slug id. GitHub: `owner/repo`; null there means the repository that `origin` names. */
    projectSlug: string | null;
    /** GraphQL (Linear) or API (GitHub) address; null for the public one. */
    endpoint: string | null;
    apiKey: SecretName;
  };
  github: {
    /** null when the file names none: an error when one is needed. */
    token: SecretName | null;
    /** For GitHub Enterprise and doubles; null for github.com. */
    webUrl: string | null;
    apiUrl: string | null;
  };
  agent: { transport: 'stdio://' };
  worker: {
    /** The command of Codex; `codex` unless said. */
    codexCommand: string;
    model: string | null;
  };
  operatorHttp: { listenAddress: string | null };
  /** How the repository's validation commands are held in. */
  validation: {
    sandbox: 'codex' | 'none';
    /** What a sandboxed command may reach besides its lane. */
    network: boolean;
    /** Absolute folders: caches of package managers, say. */
    writable: readonly string[];
  };
  /** Times in milliseconds. */
  limits: {
    /** Without any protocol activity: the run attempt counts as stalled. */
    idleMs: number;
    turnMs: number;
    validationMs: number;
    /** How many runs that are over keep their journals. */
    keepRuns: number;
  };
}
