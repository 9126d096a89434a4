import { oneLine, plural } from '../../platform/text.ts';
import { browseIssues } from '../../symphony/issues/browse.ts';
import type { IssueView } from '../../symphony/issues/status.ts';
import { filterProjects } from '../../symphony/registry/filter.ts';
import { loadProjects } from '../../symphony/registry/load.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { type ProjectsOutput, printJson } from '../json.ts';
import { columns } from '../render/format.ts';
import { noteProblems } from '../render/problems.ts';

export interface ProjectsOptions {
  category?: string;
  search?: string;
  available?: boolean;
  refresh?: boolean;
  json?: boolean;
}

/** `symphony projects`: the registered projects with what is open in each. */
export async function projects(door: Door, options: ProjectsOptions): Promise<number> {
  const ctx = await door.context();
  const { signal, terminal } = door;
  const refresh = options.refresh ?? false;
  const loaded = await loadProjects(ctx, { refresh, signal });
  const chosen = filterProjects(loaded.projects, options);
  const browsed = await browseIssues(
    ctx,
    chosen.map((project) => project.slug),
    { refresh, signal },
  );
  const rows = chosen
    .map((project) => ({ project, issues: browsed.bySlug.get(project.slug) }))
    .filter(({ issues }) => !options.available || issues?.some(isAvailable));
  const problems = [...loaded.problems, ...browsed.problems];
  if (options.json) {
    const output: ProjectsOutput = {
      projects: rows.map(({ project, issues }) => ({ ...project, issues: issues ? counts(issues) : null })),
      sources: loaded.sources,
      problems,
    };
    printJson(terminal, output);
    return EXIT.good;
  }
  noteProblems(terminal, problems);
  if (rows.length === 0) {
    terminal.out(
      loaded.projects.length === 0 ? 'No registry could be read.' : 'No project fits. Try fewer conditions.',
    );
    return loaded.projects.length === 0 ? EXIT.failed : EXIT.good;
  }
  const table = columns(
    rows.map(({ project, issues }) => [
      project.slug,
      issues ? `${counts(issues).available} available` : 'not known',
      project.categoryTitle,
      oneLine(project.description, 80),
    ]),
  );
  for (const line of table) terminal.out(line);
  const open = rows.reduce((sum, { issues }) => sum + counts(issues ?? []).available, 0);
  terminal.out();
  terminal.out(
    `${plural(rows.length, 'project')}, ${plural(open, 'issue')} available. See them: maestro symphony issues OWNER/REPO`,
  );
  return EXIT.good;
}

const isAvailable = (issue: IssueView): boolean => issue.status === 'available';

function counts(issues: readonly IssueView[]): NonNullable<ProjectsOutput['projects'][number]['issues']> {
  const of = (status: IssueView['status']): number =>
    issues.filter((issue) => issue.status === status).length;
  return {
    available: of('available'),
    inProgress: of('in_progress'),
    blocked: of('blocked'),
    completed: of('completed'),
  };
}
