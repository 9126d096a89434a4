import type { User } from '../world/types.ts';
import type { World } from '../world/world.ts';
import type { Answer } from './answer.ts';
import { decodePart } from './decode.ts';
import type { Limits } from './limits.ts';

/** One REST request, taken apart. */
export interface Call {
  readonly world: World;
  readonly limits: Limits;
  /** Who asks; null when signed out. */
  readonly user: User | null;
  readonly params: Readonly<Record<string, string>>;
  readonly url: URL;
  /** Parsed JSON; handlers check it with a schema. */
  readonly body: unknown;
  readonly accept: string;
}

export type Handler = (call: Call) => Answer | Promise<Answer>;

/** An operation that the forge models, named as in GitHub's REST description: `GET /repos/{owner}/{repo}`. */
export interface Route {
  readonly operation: string;
  readonly handle: Handler;
}

/** A route found for a request. */
export interface Found {
  readonly route: Route;
  readonly params: Record<string, string>;
}

/** Finds the route for a method and a path below the REST base; null when the operation is not modelled. */
export type Router = (method: string, path: string) => Found | null;

/** Parameters that reach over slashes. */
const LONG = new Set(['path', 'ref']);

/** Compiles routes; the first that matches wins. */
export function createRouter(routes: readonly Route[]): Router {
  const compiled = routes.map((route) => {
    const [method = '', template = ''] = route.operation.split(' ');
    const names: string[] = [];
    const pattern = template.replace(/\{(\w+)\}/g, (_all, name: string) => {
      names.push(name);
      return LONG.has(name) ? '(.+)' : '([^/]+)';
    });
    return { route, method, names, pattern: new RegExp(`^${pattern}$`) };
  });
  return (method, path) => {
    for (const candidate of compiled) {
      if (candidate.method !== method) continue;
      const match = candidate.pattern.exec(path);
      if (!match) continue;
      const values = candidate.names.map((name, at) => [name, decodePart(match[at + 1] ?? '')]);
      return { route: candidate.route, params: Object.fromEntries(values) as Record<string, string> };
    }
    return null;
  };
}
