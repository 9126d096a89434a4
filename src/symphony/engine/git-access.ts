import type { GitAccess } from '../../runner/workspace/types.ts';
import type { SymphonyContext } from '../context.ts';

/** How git reaches the host of a clone URL. */
export function gitAccess(ctx: SymphonyContext, cloneUrl: string): GitAccess {
  const { token, env, home } = ctx;
  return { origin: new URL(cloneUrl).origin, token, env, privateDir: home.private };
}
