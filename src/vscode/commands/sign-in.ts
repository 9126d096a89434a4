import type { Door } from '../door.ts';
import type { ProjectsView } from '../views/projects-view.ts';

/** *Sign In to GitHub*: by the editor's own sign-in. */
export async function run(door: Door, projects: ProjectsView): Promise<void> {
  await door.session.signIn();
  await projects.refresh(false);
}
