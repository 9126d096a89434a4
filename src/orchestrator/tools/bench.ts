import { MaestroError } from '../../platform/errors.ts';
import { oneLine } from '../../platform/text.ts';
import type { Workspace } from '../../runner/workspace/types.ts';
import type { OrchestratorContext, Repository } from '../context.ts';
import type { Lane } from '../lane/types.ts';
import type { ToolEffect } from '../runs/events.ts';
import type { Run } from '../runs/run.ts';
import type { TrackerIssue } from '../trackers/tracker.ts';
import { hostPathIn } from './host-paths.ts';

/** What the tools work with. */
export interface Bench {
  ctx: OrchestratorContext;
  lane: Lane;
  issue: Pick<TrackerIssue, 'id' | 'identifier'>;
  /** The lane's clone and the branch that its pull request goes to; null in specification mode. */
  clone: { workspace: Workspace; defaultBranch: string; baseSha: string } | null;
  /** The run as it stands now. */
  state(): Run;
  signal: AbortSignal;
}

/** What a call came to. */
export interface Outcome {
  /** What the agent gets to read. */
  told: string;
  effect: ToolEffect | null;
  /** The code of a call that took place and was answered with errors, which the agent reads in `told`. */
  failed?: string;
}

/** The repository and the lane's clone of it, for tools that publish. @throws MaestroError `tool.no-repository`. */
export function requireClone({ ctx, clone }: Bench): {
  repository: Repository;
  clone: NonNullable<Bench['clone']>;
} {
  const { repository } = ctx;
  if (repository !== null && clone !== null) return { repository, clone };
  throw new MaestroError('tool.no-repository', 'This run has no repository of ours to publish to.', {
    remedy: 'Publish in the way that the workflow describes.',
  });
}

/** The folders of this machine that nothing that is written outside may name. */
export function placesOf({ config, home }: OrchestratorContext): string[] {
  return [config.workspaceRoot, config.repoRoot, home.orchestrator];
}

/** @throws MaestroError `tool.host-path`. */
export function requireNoHostPath(text: string, ctx: OrchestratorContext, { dir }: Lane): void {
  const found = hostPathIn(text, [dir, ...placesOf(ctx)]);
  if (found === undefined) return;
  throw new MaestroError(
    'tool.host-path',
    `It holds an absolute path of this machine (${oneLine(found, 80)}), which is no use to readers.`,
    { remedy: 'Name files relative to the repository.' },
  );
}
