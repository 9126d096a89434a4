import { MaestroError } from '../../platform/errors.ts';
import type { OrchestratorContext } from '../context.ts';
import type { RunFacts } from './events.ts';
import { listRuns } from './store.ts';

type ProjectFact = NonNullable<RunFacts['project']>;

/** Whose issues a pass works on: more than the id, which two configs may share by accident. */
export function projectOf({ config, workflow, repository }: OrchestratorContext): ProjectFact {
  const { kind } = config.tracker;
  const named = config.tracker.projectSlug ?? workflow.tracker.projectSlug;
  const project = named ?? (kind === 'github' ? (repository?.slug ?? null) : null);
  return { tracker: kind, project, repository: repository?.slug ?? null };
}

/**
 * Makes sure that no run under this id is another project's: its issues would be taken for gone, its lanes for ours.
 * @throws MaestroError `run.other-project`, with both names.
 */
export async function requireOwnRuns(ctx: OrchestratorContext): Promise<void> {
  const own = projectOf(ctx);
  const { runs } = await listRuns(ctx.home, ctx.config.id);
  for (const { facts, closed } of runs) {
    const { project } = facts;
    if (closed !== null || project === null || keyOf(project) === keyOf(own)) continue;
    throw new MaestroError(
      'run.other-project',
      `The id ${ctx.config.id} belongs to ${nameOf(project)} on this machine (${facts.id} is not over), and this is ${nameOf(own)}.`,
      {
        remedy:
          'Give each maestro.toml an id of its own, or let that run end with the config that it was begun with.',
        data: { runId: facts.id },
      },
    );
  }
}

/** Linear takes a project's slug id and the whole end of its address; GitHub knows no case. */
function keyOf({ tracker, project, repository }: ProjectFact): string {
  const short = project && (/-([0-9a-f]{12})$/.exec(project)?.[1] ?? project);
  return JSON.stringify([tracker, short, repository]).toLowerCase();
}

function nameOf({ tracker, project, repository }: ProjectFact): string {
  const where = repository === null ? '' : ` with the repository ${repository}`;
  return `the ${tracker === 'linear' ? 'Linear' : 'GitHub'} project ${project ?? '(not named)'}${where}`;
}
