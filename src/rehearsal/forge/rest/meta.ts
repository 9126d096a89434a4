import { json } from '../http/answer.ts';
import type { Call, Route } from '../http/router.ts';
import { publicUser } from '../view/user.ts';
import { signedIn } from './lookup.ts';

/** The signed-in user and the allowance. */
export const metaRoutes: readonly Route[] = [
  { operation: 'GET /user', handle: (call) => json(200, publicUser(call.world, signedIn(call))) },
  { operation: 'GET /rate_limit', handle: rateLimit },
];

function rateLimit({ limits, user }: Call) {
  const core = limits.standing(user, 'core');
  const graphql = limits.standing(user, 'graphql');
  const search = { ...core, limit: 30, remaining: 30, used: 0, resource: 'search' };
  return json(200, { resources: { core, graphql, search }, rate: core });
}
