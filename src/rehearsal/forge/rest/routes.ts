import { createRouter, type Router } from '../http/router.ts';
import { checkRoutes } from './checks.ts';
import { contentRoutes } from './contents.ts';
import { dependencyRoutes } from './dependencies.ts';
import { gitDataRoutes } from './git-data.ts';
import { issueRoutes } from './issues.ts';
import { labelRoutes } from './labels.ts';
import { metaRoutes } from './meta.ts';
import { pullRoutes } from './pulls.ts';
import { repositoryRoutes } from './repositories.ts';

/** Every REST operation that the forge models. */
export function restRouter(): Router {
  return createRouter([
    ...metaRoutes,
    ...repositoryRoutes,
    ...issueRoutes,
    ...labelRoutes,
    ...dependencyRoutes,
    ...pullRoutes,
    ...gitDataRoutes,
    ...contentRoutes,
    ...checkRoutes,
  ]);
}
