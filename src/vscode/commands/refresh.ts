import type { Door } from '../door.ts';
import type { ProjectsView } from '../views/projects-view.ts';

/** *Refresh Projects*: asks the registries and GitHub however fresh the caches are. */
export async function run(_door: Door, projects: ProjectsView): Promise<void> {
  await projects.refresh(true);
}
