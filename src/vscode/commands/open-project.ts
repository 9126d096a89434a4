import { openWeb } from '../open-web.ts';
import { ProjectNode } from '../views/nodes/project.ts';

/** *Open Project*: on GitHub. */
export async function run(argument?: unknown): Promise<void> {
  if (argument instanceof ProjectNode) await openWeb(argument.entry.project.url);
}
