import { MaestroError } from '../../../platform/errors.ts';
import type { SteerSource } from '../agent.ts';
import type { Rpc } from './rpc.ts';

const ANSWER_MS = 10_000;

/**
 * Hands the user's lines to a turn that is under way until the signal is aborted. A line that Codex does not take (the turn
 * has just ended) is left for the next turn.
 */
export async function steerTurn(
  rpc: Pick<Rpc, 'request'>,
  steering: SteerSource,
  { threadId, turnId }: { threadId: string; turnId: string },
  signal: AbortSignal,
): Promise<void> {
  for await (const { text, taken } of steering(signal)) {
    const input = [{ type: 'text', text, text_elements: [] }];
    const took = await rpc
      .request('turn/steer', { threadId, expectedTurnId: turnId, input }, ANSWER_MS)
      .then(() => true)
      .catch((error: unknown) => {
        // Refused, too late, no answer: it is told again, with the next turn.
        if (error instanceof MaestroError) return false;
        throw error;
      });
    if (took) await taken();
  }
}
