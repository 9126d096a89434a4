import { asMaestroError } from '../platform/errors.ts';
import { isInside } from '../platform/files.ts';

// Each would meet every issue alike: nothing of it is an issue's fault, and no person looks at an issue to mend it.
const OF_THE_MACHINE =
  /^(?:machine\..*|journal\.write-failed|codex\.(?:missing|no-sandbox)|shell\.missing|git\.(?:missing|disk-full|certificate|ip-blocked|proxy-auth|proxy-refused|sso)|agent\.auth|lane\.bad-root|(?:tracker|github)\.(?:unauthorized|unavailable|timeout|offline|rate-limited|no-key|bad-endpoint))$/;

/**
 * Whether what failed is this machine's, its network's or its accounts' fault and not the issue's. It ends the pass, is said
 * once, uses up no attempt and asks nobody in an issue. What an agent has locked in its own lane is none of the machine's.
 */
export function isMachineFault(error: unknown, lane: { dir: string }): boolean {
  const { code, data } = asMaestroError(error);
  if (!OF_THE_MACHINE.test(code)) return false;
  const isOfLane = typeof data.path === 'string' && isInside(lane.dir, data.path);
  return code !== 'machine.no-permission' || !isOfLane;
}
