import type { Door } from '../door.ts';
import type { ProjectsView } from '../views/projects-view.ts';

/** *Sign In to GitHub*: by the editor's own sign-in; with `'renew'` also when somebody is signed in. */
export async function run(door: Door, projects: ProjectsView, how?: unknown): Promise<void> {
  await door.session.signIn({ renew: how === 'renew' });
  await projects.refresh(false);
}
